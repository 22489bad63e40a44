package io.docuvault.storage.webdav;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.stereotype.Component;

/**
 * Files whose tag is another than when they were put there and whose content was found to be the same, so that they are
 * not read as a whole each time.
 */
@Component
class KnownTags {

    private record Known(String store, DavHandle handle, String tag) {}

    private final Cache<Known, Boolean> same =
            Caffeine.newBuilder().maximumSize(50_000).build();

    boolean same(String store, DavHandle handle, String tag) {
        return same.getIfPresent(new Known(store, handle, tag)) != null;
    }

    void add(String store, DavHandle handle, String tag) {
        same.put(new Known(store, handle, tag), true);
    }
}
