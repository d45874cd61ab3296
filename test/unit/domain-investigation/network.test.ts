import { networkOf } from '../../../domain/investigation/network';

describe('the network of an address', () => {
  it.each([
    ['198.51.100.20', '198.51.100.0/24'],
    [' 198.51.100.255 ', '198.51.100.0/24'],
    ['::ffff:198.51.100.20', '198.51.100.0/24'],
    ['::ffff:c633:6414', '198.51.100.0/24'],
    ['2001:db8:1::5', '2001:db8:1::/48'],
    ['2001:0DB8:0001:ffff::', '2001:db8:1::/48'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['::1', '0:0:0::/48'],
  ])('of %s is %s', (address, network) => expect(networkOf(address)).toBe(network));

  it.each(['', 'localhost', '198.51.100', '256.1.1.1', '1:2:3', '1::2::3', '1:2:3:4:5:6:7:8:9', 'g::1', '<script>'])(
    'of %j is none',
    (address) => expect(networkOf(address)).toBeNull(),
  );

  it('of no address is none', () => expect(networkOf(null)).toBeNull());
});
