package io.docuvault.outgoing;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the operator lets users name as an address.
 *
 * @param allowedNetworks networks and host names that may be connected to although they are not public
 */
@ConfigurationProperties("docuvault.outgoing")
record OutgoingSettings(@DefaultValue List<String> allowedNetworks) {}
