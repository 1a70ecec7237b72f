import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { lookup as lookUp } from 'node:dns/promises';
import { isIP } from 'node:net';

import { buildConnector } from 'undici';

import { zoneOf } from '../../sources/addresses';

/**
 * Returns what connects to the configured host, wherever it is, and to other hosts, which only an answer can name, where they
 * are on the internet or in the same network as the configured host. What was checked is what is connected to: asked once
 * more, a name could lead elsewhere.
 */
export function guardedConnector(configured: string): buildConnector.connector {
  const own = bareHost(new URL(configured).hostname);
  const direct = buildConnector({});
  const guarded = buildConnector({
    lookup: (host: string, options: LookupOptions, callback: LookedUp) => {
      lookup(host, { ...options, all: true }, (error, addresses) => {
        if (error) {
          callback(error, '');
          return;
        }
        refusalOf(addresses, own).then(
          (refusal) => answer(callback, options, addresses, refusal),
          (failure: Error) => callback(failure, '')
        );
      });
    },
  } as buildConnector.BuildOptions);
  return (options, callback) => {
    const host = bareHost(options.hostname);
    if (host === own) {
      direct(options, callback);
    } else if (isIP(host) === 0) {
      guarded(options, callback);
    } else {
      refusalOf([{ address: host }], own).then(
        (refusal) => (refusal ? callback(refusal, null) : direct(options, callback)),
        (error: Error) => callback(error, null)
      );
    }
  };
}

type LookedUp = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

function answer(
  callback: LookedUp,
  { all }: LookupOptions,
  addresses: LookupAddress[],
  refusal: Error | undefined
): void {
  const [first] = addresses;
  if (refusal || !first) {
    callback(refusal ?? new Error('The name has no address'), '');
  } else if (all) {
    callback(null, addresses);
  } else {
    callback(null, first.address, first.family);
  }
}

/** Returns why one of the addresses must not be connected to, if so. */
async function refusalOf(
  addresses: ReadonlyArray<{ readonly address: string }>,
  own: string
): Promise<Error | undefined> {
  for (const { address } of addresses) {
    const zone = zoneOf(address);
    if (zone !== 'public' && (zone === 'nowhere' || !(await zonesOf(own)).includes(zone))) {
      return new Error(
        `the address ${address} of a redirect is not on the internet, and the configured host is not there`
      );
    }
  }
  return undefined;
}

/** Where a host is; nowhere known, where its name leads to no address. */
async function zonesOf(host: string) {
  const addresses = await lookUp(host, { all: true }).catch(() => []);
  return addresses.map(({ address }) => zoneOf(address));
}

function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
