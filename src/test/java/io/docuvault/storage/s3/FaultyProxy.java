package io.docuvault.storage.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Stands in front of a server and spoils its answers as a test says. Passes bytes on as they are, so that signatures over
 * the host stay right.
 */
public final class FaultyProxy implements AutoCloseable {

    /** What becomes of the answer to a request. */
    public enum Fault {
        /** The request never reaches the server. */
        INTERNAL_ERROR,
        UNAVAILABLE,
        /** There is no room left. The request never reaches the server. */
        FULL,
        /** Nothing is ever answered. */
        SILENCE,
        /** The request waits until the proxy behaves again, and is then answered as it should be. */
        HELD,
        CUT_AT_0,
        CUT_AT_50,
        CUT_AT_99,
        /** A body that is a byte shorter, and says so. */
        WRONG_LENGTH,
        WRONG_BYTES,
        /** Only so much of its body reaches the server, and then the connection is gone on both sides. */
        REQUEST_CUT_AT_0,
        REQUEST_CUT_AT_50,
        REQUEST_CUT_AT_99,
        /** It is done, but nobody hears of it. */
        ANSWER_LOST,
        /** The request never reaches the server, but is answered with 200 and an error in the body. */
        OK_WITH_ERROR
    }

    private static final Set<Fault> HIDDEN =
            EnumSet.of(Fault.INTERNAL_ERROR, Fault.UNAVAILABLE, Fault.FULL, Fault.OK_WITH_ERROR);

    private static final String ERROR =
            "<?xml version=\"1.0\"?><Error><Code>InternalError</Code><Message>We are sorry</Message></Error>";

    private final ServerSocket listener;
    private final URI target;
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile CountDownLatch behaving = new CountDownLatch(1);

    public FaultyProxy(URI target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /**
     * Spoils the answers to some requests from now on.
     *
     * @param requests a regular expression for method and target, as {@code "GET /bucket/.*"}
     */
    public void spoil(String requests, Fault fault) {
        faults.put(requests, fault);
    }

    public void behave() {
        faults.clear();
        behaving.countDown();
        behaving = new CountDownLatch(1);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream fromClient = new BufferedInputStream(client.getInputStream());
            String head = head(fromClient);
            while (!head.isEmpty() && passOn(head, fromClient, client.getOutputStream())) {
                head = head(fromClient);
            }
        } catch (IOException _) {
            // somebody hung up
        } finally {
            open.remove(client);
        }
    }

    /** On a connection of its own, since a server may have closed one that was kept. */
    private boolean passOn(String head, InputStream fromClient, OutputStream toClient) throws IOException {
        try (Socket server = new Socket(target.getHost(), target.getPort())) {
            open.add(server);
            try {
                InputStream fromServer = new BufferedInputStream(server.getInputStream());
                return exchange(head, fromClient, toClient, fromServer, server.getOutputStream());
            } finally {
                open.remove(server);
            }
        }
    }

    private boolean exchange(
            String sent, InputStream fromClient, OutputStream toClient, InputStream fromServer, OutputStream toServer)
            throws IOException {
        String head = sent;
        if (head.toLowerCase(java.util.Locale.ROOT).contains("\r\nexpect: 100-continue")) {
            toClient.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
            toClient.flush();
            head = head.replaceAll("(?i)\r\nexpect: 100-continue", "");
        }
        String request = head.substring(0, head.indexOf(" HTTP/"));
        Fault fault = faults.entrySet().stream()
                .filter(each -> request.matches(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        if (fault == Fault.HELD) {
            await(behaving);
            fault = null;
        }
        boolean hidden = fault != null && HIDDEN.contains(fault);
        OutputStream upstream = hidden || fault == Fault.SILENCE ? OutputStream.nullOutputStream() : toServer;
        upstream.write(head.getBytes(ISO_8859_1));
        if (fault != null && fault.name().startsWith("REQUEST_CUT_AT_")) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            body(fromClient, head, content);
            int percent = Integer.parseInt(fault.name().substring("REQUEST_CUT_AT_".length()));
            upstream.write(content.toByteArray(), 0, content.size() * percent / 100);
            upstream.flush();
            return false;
        }
        body(fromClient, head, upstream);
        upstream.flush();
        if (fault == Fault.SILENCE) {
            await(closed);
            return false;
        }
        if (hidden) {
            String status = switch (fault) {
                case INTERNAL_ERROR -> "500 Internal Server Error";
                case UNAVAILABLE -> "503 Service Unavailable";
                case FULL -> "507 Insufficient Storage";
                case null, default -> "200 OK";
            };
            String body = request.startsWith("HEAD") ? "" : ERROR;
            toClient.write(("HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\nContent-Length: "
                            + ERROR.length() + "\r\n\r\n" + body)
                    .getBytes(ISO_8859_1));
            toClient.flush();
            return true;
        }
        return answer(request, fault, fromServer, toClient);
    }

    private static boolean answer(
            String request, @org.jspecify.annotations.Nullable Fault fault, InputStream from, OutputStream to)
            throws IOException {
        String head = head(from);
        if (fault == Fault.ANSWER_LOST) {
            return false;
        }
        boolean bodiless = request.startsWith("HEAD") || head.matches("(?s)HTTP/1.1 (204|304).*");
        if (fault == null || bodiless) {
            to.write(head.getBytes(ISO_8859_1));
            if (!bodiless) {
                body(from, head, to);
            }
            to.flush();
            return true;
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        body(from, head, content);
        byte[] bytes = content.toByteArray();
        String changed = head;
        int send = bytes.length;
        switch (fault) {
            case CUT_AT_0 -> send = 0;
            case CUT_AT_50 -> send = bytes.length / 2;
            case CUT_AT_99 -> send = bytes.length * 99 / 100;
            case WRONG_BYTES -> {
                if (bytes.length > 0) {
                    bytes[bytes.length / 2] ^= 1;
                }
            }
            case WRONG_LENGTH -> {
                send = Math.max(0, bytes.length - 1);
                changed = head.replaceAll("(?i)(content-length: )\\d+", "$1" + send);
            }
            default -> throw new IllegalStateException(fault.toString());
        }
        to.write(changed.getBytes(ISO_8859_1));
        to.write(bytes, 0, send);
        to.flush();
        return !fault.name().startsWith("CUT");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            if (next == '\n' && head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(ISO_8859_1);
            }
        }
        return "";
    }

    private static void body(InputStream in, String head, OutputStream out) throws IOException {
        var length = java.util.regex.Pattern.compile("(?i)\r\ncontent-length: (\\d+)")
                .matcher(head);
        if (length.find()) {
            copy(in, Long.parseLong(length.group(1)), out);
        } else if (head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked")) {
            for (String line = line(in, out); ; line = line(in, out)) {
                long size = Long.parseLong(line.replaceAll("[;\r\n].*", "").strip(), 16);
                copy(in, size + 2, out);
                if (size == 0) {
                    return;
                }
            }
        }
    }

    private static String line(InputStream in, OutputStream out) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.write(next);
            if (next == '\n') {
                out.write(line.toByteArray());
                return line.toString(ISO_8859_1);
            }
        }
        throw new EOFException();
    }

    private static void copy(InputStream in, long count, OutputStream out) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        for (long left = count; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException();
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
