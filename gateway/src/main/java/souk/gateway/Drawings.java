// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the products of one category look like, read from a text file: drawings of its kinds of
 * things, and the colours of what they are made of. Immutable.
 *
 * @param drawings SVG by kind; the first one of the file also by the empty key
 * @param paints by key of a material, a colour or a kind: a colour for each letter that drawings
 *     name; those of "all" hold where no other does
 * @param patterns by key of a style: a tile that is drawn over a thing's own colour
 */
record Drawings(
    Map<String, String> drawings,
    Map<String, Map<String, String>> paints,
    Map<String, Tile> patterns) {
  /** A pattern's tile, so many units wide and high. */
  record Tile(int size, String svg) {}

  Drawings {
    drawings = Map.copyOf(drawings);
    paints = Map.copyOf(paints);
    patterns = Map.copyOf(patterns);
  }

  /** Reads the file of that name beside this class; empty when there is none. */
  static Optional<Drawings> read(String name) {
    try (InputStream file = Drawings.class.getResourceAsStream("pictures/" + name + ".txt")) {
      return file == null
          ? Optional.empty()
          : Optional.of(parse(new String(file.readAllBytes(), UTF_8).lines().toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static Drawings parse(List<String> lines) {
    Map<String, String> drawings = new HashMap<>();
    Map<String, Map<String, String>> paints = new HashMap<>();
    Map<String, Tile> patterns = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      List<String> words = List.of(lines.get(i).split(" "));
      switch (words.getFirst()) {
        case "#", "" -> {}
        case "paint" -> paints.put(words.get(1), pairs(words.subList(2, words.size())));
        case "pattern" -> {
          Tile tile = new Tile(Integer.parseInt(words.get(1)), svgAfter(lines, i));
          words.stream().skip(2).forEach(key -> patterns.put(key, tile));
        }
        case "draw" -> {
          String svg = svgAfter(lines, i);
          drawings.putIfAbsent("", svg);
          words.stream().skip(1).forEach(kind -> drawings.put(kind, svg));
        }
        default -> {
          if (!isSvg(lines.get(i))) {
            throw new IllegalArgumentException("not understood: " + lines.get(i));
          }
        }
      }
    }
    return new Drawings(drawings, paints, patterns);
  }

  private static Map<String, String> pairs(List<String> words) {
    Map<String, String> pairs = new HashMap<>();
    for (int i = 0; i + 1 < words.size(); i += 2) {
      pairs.put(words.get(i), words.get(i + 1));
    }
    return Map.copyOf(pairs);
  }

  private static String svgAfter(List<String> lines, int header) {
    List<String> svg = new ArrayList<>();
    for (int i = header + 1; i < lines.size() && isSvg(lines.get(i)); i++) {
      svg.add(lines.get(i));
    }
    return String.join("\n", svg);
  }

  private static boolean isSvg(String line) {
    return line.startsWith("<");
  }
}
