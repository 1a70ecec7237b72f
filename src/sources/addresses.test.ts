import { zoneOf } from './addresses';

describe('zoneOf', () => {
  it.each([
    ['140.82.112.5', 'public'],
    ['2606:50c0:8000::153', 'public'],
    ['127.0.0.1', 'machine'],
    ['127.255.255.254', 'machine'],
    ['::1', 'machine'],
    ['::ffff:127.0.0.1', 'machine'],
    ['10.0.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['100.128.0.1', 'public'],
    ['fd12:3456::1', 'private'],
    ['fec0::1', 'private'],
    ['::ffff:10.0.0.1', 'private'],
    ['64:ff9b::a00:1', 'private'], // NAT64 of 10.0.0.1
    ['64:ff9b::7f00:1', 'machine'], // NAT64 of 127.0.0.1
    ['64:ff9b::a9fe:a9fe', 'nowhere'], // NAT64 of 169.254.169.254
    ['64:ff9b::808:808', 'public'], // NAT64 of 8.8.8.8
    ['64:ff9b:1::1', 'private'], // local NAT64
    ['2002:a00:1::', 'private'], // 6to4 of 10.0.0.1
    ['2002:7f00:1::1', 'machine'], // 6to4 of 127.0.0.1
    ['2001:0:1::f5ff:fffe', 'private'], // Teredo of 10.0.0.1
    ['169.254.169.254', 'nowhere'], // metadata of clouds
    ['::ffff:169.254.169.254', 'nowhere'],
    ['fe80::1%eth0', 'nowhere'],
    ['224.0.0.1', 'nowhere'],
    ['255.255.255.255', 'nowhere'],
    ['0.1.2.3', 'nowhere'],
    ['::', 'nowhere'],
    ['::7f00:1', 'nowhere'],
    ['192.0.0.1', 'nowhere'],
    ['198.18.0.1', 'nowhere'],
    ['203.0.113.7', 'nowhere'],
    ['240.0.0.1', 'nowhere'],
    ['2001:db8::1', 'nowhere'],
    ['storage.example', 'nowhere'],
  ])('places %s: %s', (address, zone) => {
    expect(zoneOf(address)).toBe(zone);
  });
});
