package io.docuvault.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentDispositionsTest {

    @Test
    void writesTheNameForOldClientsAndForNewOnes() {
        assertThat(ContentDispositions.attachment("März 1.pdf"))
                .isEqualTo("attachment; filename=\"M_rz 1.pdf\"; filename*=UTF-8''M%C3%A4rz%201.pdf");
        assertThat(ContentDispositions.inline("a.png")).isEqualTo("inline; filename=\"a.png\"; filename*=UTF-8''a.png");
    }

    @Test
    void noNameBreaksOutOfTheHeader() {
        assertThat(ContentDispositions.attachment("a\"; x=\"\r\nSet-Cookie: b/../c\\d.txt"))
                .isEqualTo("attachment; filename=\"a_; x=___Set-Cookie: b_.._c_d.txt\"; "
                        + "filename*=UTF-8''a%22%3B%20x%3D%22__Set-Cookie%3A%20b_.._c_d.txt");
    }
}
