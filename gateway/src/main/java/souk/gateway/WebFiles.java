// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static com.linecorp.armeria.common.MediaType.HTML_UTF_8;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.common.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of the web shop, read once from the class path. Immutable. */
final class WebFiles {
  private static final String LIT = "/META-INF/resources/webjars/lit-html/3.3.2/lit-html.js";
  private static final String INDEX = "index.html";
  private static final String AGAIN = "again.js";
  private static final Map<String, MediaType> TYPES =
      Map.of(
          "html",
          HTML_UTF_8,
          "css",
          MediaType.CSS_UTF_8,
          "js",
          MediaType.JAVASCRIPT_UTF_8,
          "svg",
          MediaType.parse("image/svg+xml; charset=utf-8"),
          "txt",
          MediaType.PLAIN_TEXT_UTF_8,
          "woff2",
          MediaType.parse("font/woff2"));

  private final SortedMap<String, WebFile> files;
  private final String version;
  private final WebFile page;

  private WebFiles(SortedMap<String, WebFile> files) {
    this.files = files;
    this.version =
        WebFile.of(
                MediaType.PLAIN_TEXT_UTF_8,
                files.values().stream().map(WebFile::hash).collect(Collectors.joining()))
            .hash();
    this.page = WebFile.of(HTML_UTF_8, withVersion(text(INDEX)));
  }

  static WebFiles read() {
    SortedMap<String, WebFile> files = new TreeMap<>();
    try {
      readFolder(files);
      try (InputStream lit = WebFiles.class.getResourceAsStream(LIT)) {
        if (lit == null) {
          throw new IllegalStateException("not on the class path: " + LIT);
        }
        String code = new String(lit.readAllBytes(), UTF_8);
        // Its map of sources is not served.
        files.put(
            "lit/lit-html.js",
            WebFile.of(MediaType.JAVASCRIPT_UTF_8, code.replaceAll("//# sourceMappingURL=.*", "")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new WebFiles(files);
  }

  private static void readFolder(Map<String, WebFile> files) throws IOException {
    URL folder = WebFiles.class.getResource("web");
    if (folder == null) {
      throw new IllegalStateException("the web shop's files are not on the class path");
    }
    try {
      URI uri = folder.toURI();
      if (!uri.getScheme().equals("jar")) {
        readFolder(Path.of(uri), files);
        return;
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        readFolder(jar.getPath(uri.toString().substring(uri.toString().indexOf("!/") + 1)), files);
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(folder.toString(), e);
    }
  }

  private static void readFolder(Path folder, Map<String, WebFile> files) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        files.put(name, new WebFile(type(name), Files.readAllBytes(file)));
      }
    }
  }

  private static MediaType type(String name) {
    MediaType type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalStateException("no type for " + name);
    }
    return type;
  }

  /** Names of this version's files; and all modules at once, which saves a round trip a level. */
  private String withVersion(String html) {
    String assets = Pages.ASSETS + version;
    String preloads =
        files.keySet().stream()
            .filter(name -> name.endsWith(".js") && !name.equals(AGAIN))
            .map(name -> "<link rel=\"modulepreload\" href=\"" + assets + "/" + name + "\">")
            .collect(Collectors.joining("\n"));
    return html.replace("{assets}", assets).replace("{preloads}", preloads);
  }

  /** Changes with any of the files. */
  String version() {
    return version;
  }

  WebFile page() {
    return page;
  }

  /** What loads the page again when its files are of another version; itself of none. */
  WebFile again() {
    return Optional.ofNullable(files.get(AGAIN)).orElseThrow();
  }

  /** A file below the versioned folder; the page itself is none, nor what loads it again. */
  Optional<WebFile> named(String name) {
    return name.equals(INDEX) || name.equals(AGAIN)
        ? Optional.empty()
        : Optional.ofNullable(files.get(name));
  }

  String text(String name) {
    return Optional.ofNullable(files.get(name))
        .orElseThrow(() -> new IllegalStateException("no file " + name))
        .text();
  }
}
