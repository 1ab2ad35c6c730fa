// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The picture of a product, drawn from its path alone: "lamps" and "pendant-fez-brass-stars-42" are
 * a lamp that hangs, of brass, pierced with stars; the number chooses the wall behind it. The same
 * path gives the same picture on every machine. What is not known is drawn as what is nearest to
 * it. Nothing of the path gets into the picture, so nothing in it can be hostile. Thread-safe.
 */
final class Picture {
  private static final List<String> CATEGORIES =
      List.of(
          "lamps",
          "rugs",
          "ceramics",
          "spices",
          "tea",
          "leather",
          "textiles",
          "jewellery",
          "brassware",
          "woodwork",
          "musical-instruments",
          "soap-and-oils");

  /** Walls and the niches in them. */
  private static final List<List<String>> WALLS =
      List.of(
          List.of("#e9dcc3", "#f4ead7"),
          List.of("#dcc6a8", "#ecdcc2"),
          List.of("#e6cbb8", "#f2ddcd"),
          List.of("#cdd0ba", "#dfe1cf"),
          List.of("#c5cfd2", "#dae1e2"),
          List.of("#e3cf9f", "#f0e2bd"));

  private static final List<String> NICHES =
      List.of(
          "M60 400V190C60 110 150 100 200 26c50 74 140 84 140 164v210z",
          "M56 400V186a144 150 0 0 1 288 0v214z",
          "M200 34a166 166 0 1 1 0 332a166 166 0 1 1 0-332z");

  private static final List<String> TILTS = List.of("-5", "0", "4", "-2");

  private static final String FRAME =
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400">
      <defs><radialGradient id="glow"><stop stop-color="#fff1c4" stop-opacity=".9"/>\
      <stop offset="1" stop-color="#fff1c4" stop-opacity="0"/></radialGradient>\
      <pattern id="p" width="{size}" height="{size}" patternUnits="userSpaceOnUse">{tile}</pattern></defs>
      <path d="M0 0h400v400H0z" fill="{wall}"/><path d="{niche}" fill="{light}"/>
      <ellipse cx="200" cy="344" rx="132" ry="13" fill="#4a2f1a" opacity=".16"/>
      {thing}
      </svg>
      """;

  private static final Drawings.Tile NO_TILE = new Drawings.Tile(10, "");
  private static final Pattern SKIN = Pattern.compile("<skin (d=\"[^\"]*\")/>");
  private static final Pattern SLOT = Pattern.compile("\\{([a-z]+)}");

  private final Map<String, Drawings> categories = new HashMap<>();
  private final Map<String, Drawings.Tile> patterns;

  Picture() {
    for (String category : CATEGORIES) {
      categories.put(category, Drawings.read(category).orElseThrow());
    }
    this.patterns = Drawings.read("patterns").orElseThrow().patterns();
  }

  /**
   * Draws.
   *
   * @param category empty when there is no such category
   * @param keys what it is, joined by hyphens, and a number at the end
   */
  Optional<String> draw(String category, String keys) {
    return Optional.ofNullable(categories.get(category))
        .map(drawings -> draw(drawings, new ArrayList<>(List.of(keys.split("-", -1)))));
  }

  private String draw(Drawings drawings, List<String> keys) {
    int number = number(keys.getLast());
    Map<String, String> slots = new HashMap<>(drawings.paints().getOrDefault("all", Map.of()));
    Drawings.Tile tile = NO_TILE;
    for (String key : keys) {
      Map<String, String> paint = drawings.paints().getOrDefault(key, Map.of());
      slots.putAll(paint);
      tile = patterns.getOrDefault(paint.getOrDefault("p", key), tile);
    }
    String kind = drawings.drawings().containsKey(keys.getFirst()) ? keys.getFirst() : "";
    List<String> wall = WALLS.get(number % WALLS.size());
    slots.put("wall", wall.getFirst());
    slots.put("light", wall.getLast());
    slots.put("niche", NICHES.get(number / WALLS.size() % NICHES.size()));
    slots.put("tilt", TILTS.get(number % TILTS.size()));
    slots.put("size", Integer.toString(tile.size()));
    slots.put("tile", fill(tile.svg(), slots));
    slots.put("thing", fill(skinned(drawings.drawings().getOrDefault(kind, "")), slots));
    return fill(FRAME, slots);
  }

  /** A skin is a shape in the thing's own colour, and once more in its pattern. */
  private static String skinned(String svg) {
    return SKIN.matcher(svg)
        .replaceAll(
            "<path $1 fill=\"{a}\" stroke=\"{b}\" stroke-opacity=\".45\" stroke-width=\"2\"/>"
                + "<path $1 fill=\"url(#p)\"/>");
  }

  private static String fill(String svg, Map<String, String> slots) {
    return SLOT.matcher(svg)
        .replaceAll(slot -> Matcher.quoteReplacement(slots.getOrDefault(slot.group(1), "none")));
  }

  private static int number(String key) {
    return Math.floorMod(
        key.chars().allMatch(Character::isDigit) && key.length() < 9
            ? Integer.parseInt("0" + key)
            : key.hashCode(),
        10_000);
  }
}
