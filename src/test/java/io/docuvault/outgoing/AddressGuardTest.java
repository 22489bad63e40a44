package io.docuvault.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    private final AddressGuard guard = Guards.allowing();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.31.196.1",
                "192.52.193.1",
                "192.88.99.1",
                "192.168.0.1",
                "192.175.48.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:0:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a00:1",
                "64:ff9b:1::1",
                "100::1",
                "100:0:0:1::1",
                "2001::1",
                "2001:0:1::1",
                "2001:10::1",
                "2001:20::1",
                "2001:1ff::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a00:1::",
                "2620:4f:8000::1",
                "3fff::1",
                "4000::1",
                "5f00::1",
                "7fff::1",
                "8000::1",
                "fc00::1",
                "fd00::1",
                "fd00:ec2::254",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff00::1",
                "ff02::1",
                "[::1]",
                "[fd00::1]"
            })
    void whatIsNotPublicIsForbidden(String address) {
        assertThatThrownBy(() -> guard.resolve(address)).isInstanceOf(ForbiddenAddressException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.167.255.255",
                "192.169.0.1",
                "198.17.255.255",
                "198.20.0.1",
                "223.255.255.255",
                "2001:200::1",
                "2001:db9::1",
                "2003::1",
                "2606:4700::1111",
                "2a00::1",
                "3ffe::1"
            })
    void whatIsPublicIsNot(String address) throws UnknownHostException {
        assertThat(guard.resolve(address)).containsExactly(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.1", "127.0.1", "2130706433", "0x7f.1", "0x7f000001", "0X7F000001", "0177.0.0.1", "017700000001",
                "1.1.1.01", "127.0.0.1.", "1.1.1.1.1", "example.1", "localhost", "localhost.", "LOCALHOST", "foo.0x"
            })
    void whatOnlySomeReadAsAnAddressIsForbiddenWhateverItMeans(String host) {
        assertThatThrownBy(() -> guard.resolve(host)).isInstanceOf(ForbiddenAddressException.class);
    }

    @Test
    void oneForbiddenAddressOfANameIsEnough() throws UnknownHostException {
        InetAddress[] both = {InetAddress.ofLiteral("1.1.1.1"), InetAddress.ofLiteral("fd00::1")};
        AddressGuard mixed = Guards.withLookup(_ -> both);
        assertThatThrownBy(() -> mixed.resolve("storage.example")).isInstanceOf(ForbiddenAddressException.class);
        assertThat(Guards.withLookup(_ -> both, "fd00::/8").resolve("storage.example"))
                .isEqualTo(both);
    }

    @Test
    void theOperatorAllowsNetworksAndNames() throws UnknownHostException {
        AddressGuard lan = Guards.allowing("192.168.7.0/24", " 10.1.2.3 ", "fd12::/16", "Localhost.", "");
        assertThat(lan.resolve("192.168.7.9")).hasSize(1);
        assertThat(lan.resolve("10.1.2.3")).hasSize(1);
        assertThat(lan.resolve("[fd12:3::4]")).hasSize(1);
        assertThat(lan.resolve("localhost")).isNotEmpty();
        for (String other : new String[] {"192.168.8.1", "10.1.2.4", "fd13::1", "127.0.0.1"}) {
            assertThatThrownBy(() -> lan.resolve(other)).isInstanceOf(ForbiddenAddressException.class);
        }
    }

    @Test
    void whatIsNoNetworkStopsTheStart() {
        assertThatThrownBy(() -> Guards.allowing("10.0.0.0/33")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Guards.allowing("10.0.0/8")).isInstanceOf(IllegalArgumentException.class);
    }
}
