import { IPv4, IPv6, isValid, parse } from 'ipaddr.js';

/** Where an address lies, as seen from this machine; `nowhere` is what nobody may be sent to, such as cloud metadata. */
type Zone = 'public' | 'private' | 'machine' | 'nowhere';

const PRIVATE = new Set(['private', 'uniqueLocal', 'carrierGradeNat', 'deprecatedSiteLocal']);
const LOCAL_NAT64 = IPv6.parseCIDR('64:ff9b:1::/48');
/** IPv4-compatible addresses, which are not used any more. */
const COMPATIBLE = IPv6.parseCIDR('::/96');

/** Returns where an address lies. One that carries an IPv4 address inside lies where that does. */
export function zoneOf(text: string): Zone {
  const [bare = ''] = text.split('%');
  if (!isValid(bare)) {
    return 'nowhere';
  }
  const given = parse(bare);
  if (given instanceof IPv6 && given.match(LOCAL_NAT64)) {
    return 'private';
  }
  const address = carried(given);
  const range = address.range();
  if (range === 'loopback') {
    return 'machine';
  }
  if (PRIVATE.has(range)) {
    return 'private';
  }
  return range === 'unicast' && !(address instanceof IPv6 && address.match(COMPATIBLE)) ? 'public' : 'nowhere';
}

/** Returns the IPv4 address that an address stands for by a rule of translation (RFC 4291, 6052, 3056, 4380), or itself. */
function carried(address: IPv4 | IPv6): IPv4 | IPv6 {
  const bytes = address.toByteArray();
  switch (address.range()) {
    case 'ipv4Mapped':
    case 'rfc6052':
      return new IPv4(bytes.slice(12));
    case '6to4':
      return new IPv4(bytes.slice(2, 6));
    case 'teredo':
      return new IPv4(bytes.slice(12).map((byte) => byte ^ 0xff));
    default:
      return address;
  }
}
