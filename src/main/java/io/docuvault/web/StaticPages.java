package io.docuvault.web;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.web.WebProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;

/**
 * The single-page application. Its assets carry a hash of their content in the name and are kept for ever; its page is
 * asked for anew each time, and stands at every path that is the application's own business, such as
 * {@code /documents/…}.
 */
@Configuration(proxyBeanMethods = false)
class StaticPages implements WebMvcConfigurer {

    private final String[] locations;

    StaticPages(WebProperties properties) {
        this.locations = properties.getResources().getStaticLocations();
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(below("assets/"))
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
        registry.addResourceHandler("/**")
                .addResourceLocations(locations)
                .setCacheControl(CacheControl.noCache())
                .resourceChain(true)
                .addResolver(new PageResolver());
    }

    private String[] below(String folder) {
        String[] folders = new String[locations.length];
        for (int i = 0; i < locations.length; i++) {
            folders[i] = locations[i] + folder;
        }
        return folders;
    }

    private static final class PageResolver extends PathResourceResolver {

        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            Resource file = super.getResource(path, location);
            return file != null || !isPage(path) ? file : super.getResource("index.html", location);
        }

        /** A path with a dot is a file, and one below these is the server's: neither is a page when it is missing. */
        private static boolean isPage(String path) {
            return !path.contains(".")
                    && !path.equals("api")
                    && !path.startsWith("api/")
                    && !path.startsWith("actuator")
                    && !path.startsWith("assets/");
        }
    }
}
