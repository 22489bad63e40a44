package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientTest {

    @ParameterizedTest
    @CsvSource({
        "0:0:0:0:0:0:0:1, ::1",
        "2001:db8:0:0:0:0:0:7, 2001:db8::7",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:3:4:5:6",
        "192.0.2.7, 192.0.2.7",
        "127.0.0.1, 127.0.0.1"
    })
    void writesAddressesAsPeopleDo(String address, String readable) {
        assertThat(Client.readable(address)).isEqualTo(readable);
    }

    @Test
    void takesTheFirstHalfOfAnAddressForItsNetwork() {
        assertThat(Client.network("2001:db8:1:2:3:4:5:6")).isEqualTo("2001:db8:1:2");
        assertThat(Client.network("192.0.2.7")).isEqualTo("192.0.2.7");
    }
}
