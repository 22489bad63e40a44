package io.docuvault.extraction;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.poi.xwpf.usermodel.XWPFDocument;

/** Makes small files of every kind, honest and hostile. */
final class SampleFiles {

    private final Path directory;

    SampleFiles(Path directory) {
        this.directory = directory;
    }

    Path text(String name, String content) throws IOException {
        return bytes(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Path bytes(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    Path pdf(String name, String... pages) throws IOException {
        Path file = directory.resolve(name);
        try (PDDocument document = document(pages)) {
            document.getDocumentInformation().setTitle("A lease");
            document.save(file.toFile());
        }
        return file;
    }

    Path encryptedPdf(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        try (PDDocument document = document(text)) {
            document.protect(new StandardProtectionPolicy("owner", "secret", new AccessPermission()));
            document.save(file.toFile());
        }
        return file;
    }

    /** A PDF whose only page is a picture of text. */
    Path scannedPdf(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage(PDRectangle.A4);
            document.addPage(page);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.drawImage(
                        LosslessFactory.createFromImage(document, pictureOf(text)),
                        0,
                        0,
                        PDRectangle.A4.getWidth(),
                        PDRectangle.A4.getHeight());
            }
            document.save(file.toFile());
        }
        return file;
    }

    Path png(String name, BufferedImage picture) throws IOException {
        Path file = directory.resolve(name);
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    /** Drawn by PDFBox, which needs no fonts of the machine. */
    static BufferedImage pictureOf(String text) throws IOException {
        try (PDDocument document = document(text)) {
            return new PDFRenderer(document).renderImageWithDPI(0, 200, ImageType.GRAY);
        }
    }

    static BufferedImage plainPicture(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillRect(0, 0, width, height / 2);
        graphics.dispose();
        return picture;
    }

    Path docx(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        try (XWPFDocument document = new XWPFDocument();
                OutputStream out = Files.newOutputStream(file)) {
            document.createParagraph().createRun().setText(text);
            document.getProperties().getCoreProperties().setCreator("Erika Mustermann");
            document.write(out);
        }
        return file;
    }

    Path mail(String name, String subject, String body, Path attachment) throws IOException {
        String encoded = Base64.getMimeEncoder().encodeToString(Files.readAllBytes(attachment));
        return text(name, """
                From: Erika Mustermann <erika@example.org>
                To: max@example.org
                Subject: %s
                Date: Tue, 4 Mar 2025 10:00:00 +0100
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="part"

                --part
                Content-Type: text/plain; charset=utf-8

                %s
                --part
                Content-Type: application/octet-stream
                Content-Disposition: attachment; filename="%s"
                Content-Transfer-Encoding: base64

                %s
                --part--
                """.formatted(subject, body, attachment.getFileName(), encoded)
                .replace("\n", "\r\n"));
    }

    Path zip(String name, String entry, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(zipped(entry, content));
        }
        return file;
    }

    static byte[] zipped(String entry, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    /** Claims a size in its header that would take gigabytes to hold, with next to no data. */
    Path hugePng(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        byte[] header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(50_000)
                .putInt(50_000)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 checksum = new CRC32();
        checksum.update(header);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(13);
        out.write(header);
        out.writeInt((int) checksum.getValue());
        return bytes(name, bytes.toByteArray());
    }

    /** A named pipe that nobody writes to: whoever reads it waits for ever. */
    Path endless(String name) throws IOException, InterruptedException {
        Path file = directory.resolve(name);
        if (new ProcessBuilder("mkfifo", file.toString()).start().waitFor() != 0) {
            throw new IOException("mkfifo failed");
        }
        return file;
    }

    private static PDDocument document(String... pages) throws IOException {
        PDDocument document = new PDDocument();
        for (String text : pages) {
            PDPage page = new PDPage(PDRectangle.A4);
            document.addPage(page);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(new PDType1Font(FontName.HELVETICA), 16);
                content.setLeading(22);
                content.newLineAtOffset(60, 760);
                for (String line : text.split("\n", -1)) {
                    content.showText(line);
                    content.newLine();
                }
                content.endText();
            }
        }
        return document;
    }
}
