package io.docuvault.extraction.child;

import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses URLs that leave this machine, whatever a parser makes of a document; the first of two fences. */
final class NetworkUrls extends URLStreamHandler {

    private static final Set<String> REFUSED = Set.of("http", "https", "ftp", "mailto");

    private NetworkUrls() {}

    static void refuse() {
        URL.setURLStreamHandlerFactory(NetworkUrls::handler);
    }

    private static @Nullable URLStreamHandler handler(String protocol) {
        return REFUSED.contains(protocol) ? new NetworkUrls() : null;
    }

    @Override
    protected URLConnection openConnection(URL url) throws IOException {
        throw new IOException("Documents may not reach the network");
    }
}
