package io.docuvault.extraction.child;

import io.docuvault.extraction.ExtractionRequest;
import io.docuvault.extraction.ExtractionWire;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.SynchronousQueue;

/** Reads requests from standard input, one at a time, and answers on standard output until the server goes away. */
public final class Main {

    private static final int EXIT_PARSER_FELL_OVER = 4;

    /** Deeply nested documents recurse; this much is enough for honest ones. */
    private static final long STACK_BYTES = 4L << 20;

    private final SynchronousQueue<ExtractionRequest> requests = new SynchronousQueue<>();

    private Main() {}

    public static void main(String[] args) {
        Main main = new Main();
        DataOutputStream replies =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        // A parser that prints must not garble the frames, nor fill the server's disk with messages.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false));
        offerToKernelFirst();
        NetworkUrls.refuse();
        new Thread(null, () -> main.work(replies), "documents", STACK_BYTES).start();
        main.listen(new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in))));
    }

    /** The end of standard input is the end of the server, however it died: then so do we, with our files. */
    private void listen(DataInputStream in) {
        try {
            while (true) {
                requests.put(ExtractionWire.readRequest(in));
            }
        } catch (IOException e) {
            leave(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leave(EXIT_PARSER_FELL_OVER);
        }
    }

    private void work(DataOutputStream replies) {
        try {
            DocumentReader reader = new DocumentReader();
            ExtractionWire.writeReady(replies);
            while (true) {
                ExtractionWire.writeReply(replies, reader.read(requests.take()));
            }
        } catch (Throwable e) {
            // Most likely a StackOverflowError: after it no library's state can be trusted.
            System.err.println(e.getClass().getName());
            leave(EXIT_PARSER_FELL_OVER);
        }
    }

    private static void leave(int status) {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        TemporaryFiles.deleteAll();
        Runtime.getRuntime().halt(status);
    }

    /** When the machine itself runs out of memory, the kernel is to choose this process and not the server. */
    private static void offerToKernelFirst() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "800");
        } catch (IOException e) {
            // Not on Linux, or not permitted: then it chooses by size.
        }
    }
}
