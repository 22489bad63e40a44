package io.docuvault.storage.webdav;

import io.docuvault.storage.ConnectionTrouble;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads the answer to a {@code PROPFIND} (RFC 4918, 13): of any size up to a limit, and from anybody. */
final class MultiStatus {

    private static final int LIMIT = 1 << 20;

    /** Of a list; it is read as it comes, and little of it is kept. */
    private static final long LIST_LIMIT = 64L << 20;

    private static final int MOST_FOUND = 1000;
    private static final String DAV = "DAV:";

    private final XMLStreamReader xml;
    private final Map<String, String> found = new HashMap<>();
    private String href = "";
    private Map<String, String> ofThisStatus = new HashMap<>();
    private boolean folderOfThisStatus;
    private boolean folder;
    private boolean absent;

    private MultiStatus(XMLStreamReader xml) {
        this.xml = xml;
    }

    /** The resource; empty if the answer is that there is none. */
    static Optional<DavResource> read(InputStream bytes) throws IOException {
        byte[] text = bytes.readNBytes(LIMIT + 1);
        if (text.length > LIMIT) {
            throw notWebDav(null);
        }
        try {
            XMLStreamReader xml = factory().createXMLStreamReader(new ByteArrayInputStream(text));
            try {
                requireMultiStatus(xml);
                return new MultiStatus(xml).resource();
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            throw notWebDav(e);
        }
    }

    /**
     * The files whose names match, by their names. A list that is longer than its limit is one of what came before.
     *
     * @param names the last part of an address, as it stands there
     */
    static Map<String, DavResource> readAll(InputStream bytes, Pattern names) throws IOException {
        Map<String, DavResource> matching = new HashMap<>();
        Cut cut = new Cut(bytes);
        try {
            XMLStreamReader xml = factory().createXMLStreamReader(cut);
            try {
                requireMultiStatus(xml);
                MultiStatus one = new MultiStatus(xml);
                while (matching.size() < MOST_FOUND && one.next()) {
                    String name = one.href.substring(one.href.lastIndexOf('/') + 1);
                    if (!one.absent && !one.folder && names.matcher(name).matches()) {
                        matching.put(name, new DavResource(false, Map.copyOf(one.found)));
                    }
                    one = new MultiStatus(xml);
                }
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            if (e.getNestedException() instanceof IOException broken) {
                throw new StoreException(Kind.AWAY, "The list of the folder broke off.", broken);
            }
            if (cut.left > 0) {
                throw notWebDav(e);
            }
        }
        return matching;
    }

    /** A stream that ends at the limit. */
    private static final class Cut extends FilterInputStream {

        private long left = LIST_LIMIT;

        Cut(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = left == 0 ? -1 : in.read(buffer, from, (int) Math.min(left, length));
            left -= Math.max(0, read);
            return read;
        }
    }

    /** Of the JDK's own make, without document types: nothing is fetched, and nothing expands. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    private static StoreException notWebDav(@Nullable Exception cause) {
        return new StoreException(
                Kind.AWAY, "What answers at this address is no WebDAV.", cause, ConnectionTrouble.NOT_WEBDAV);
    }

    /** Of the first response, since only one was asked for. */
    private Optional<DavResource> resource() throws XMLStreamException, StoreException {
        if (!next()) {
            throw notWebDav(null);
        }
        return absent ? Optional.empty() : Optional.of(new DavResource(folder, Map.copyOf(found)));
    }

    /** Reads one response; false if there is none any more. */
    private boolean next() throws XMLStreamException, StoreException {
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                begin();
            } else if (event == XMLStreamConstants.END_ELEMENT && is("response")) {
                return true;
            } else if (event == XMLStreamConstants.END_ELEMENT && is("propstat")) {
                ofThisStatus = new HashMap<>();
                folderOfThisStatus = false;
            }
        }
        return false;
    }

    private static void requireMultiStatus(XMLStreamReader xml) throws XMLStreamException, StoreException {
        while (xml.hasNext() && xml.next() != XMLStreamConstants.START_ELEMENT) {
            // what stands before
        }
        if (!xml.isStartElement() || !is(xml, "multistatus")) {
            throw notWebDav(null);
        }
    }

    private boolean is(String name) {
        return is(xml, name);
    }

    private static boolean is(XMLStreamReader xml, String name) {
        return name.equals(xml.getLocalName()) && DAV.equals(xml.getNamespaceURI());
    }

    private void begin() throws XMLStreamException {
        if (is("prop")) {
            properties();
        } else if (is("href")) {
            href = xml.getElementText().strip();
        } else if (is("status")) {
            status(xml.getElementText());
        }
    }

    /** Comes after the properties it is about, or stands for the whole response. */
    private void status(String line) {
        String code = line.strip().replaceFirst("^\\S+\\s+", "");
        if (code.startsWith("2")) {
            found.putAll(ofThisStatus);
            folder |= folderOfThisStatus;
        }
        absent |= ofThisStatus.isEmpty() && found.isEmpty() && code.startsWith("404");
    }

    private void properties() throws XMLStreamException {
        while (xml.next() != XMLStreamConstants.END_ELEMENT || !is("prop")) {
            if (xml.getEventType() == XMLStreamConstants.START_ELEMENT) {
                property(xml.getLocalName());
            }
        }
    }

    /** The text of a property, wherever in it that is: an address lies in an element of its own. */
    private void property(String name) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        for (int depth = 1; depth > 0; ) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    folderOfThisStatus |= name.equals("resourcetype") && is("collection");
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    text.append(xml.getText()).append(' ');
                default -> {
                    // comments and the like
                }
            }
        }
        ofThisStatus.put(name, text.toString().strip());
    }
}
