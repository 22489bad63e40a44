package io.docuvault.outgoing;

import java.net.InetAddress;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class OutgoingConfiguration {

    @Bean
    NameLookup nameLookup() {
        return InetAddress::getAllByName;
    }
}
