// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import souk.lab.report.Markup;

/** The timeline as a file to keep. Thread-safe. */
final class SavedTimeline {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>{title}</title>
      <style>
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
      table { border-collapse: collapse; width: 100% }
      th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid #8884 }
      td { overflow-wrap: anywhere }
      td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums }
      </style>
      </head>
      <body>
      <h1>{title}</h1>
      <p>{state}</p>
      <table>
      <thead><tr><th scope="col">Time (UTC)</th><th scope="col">Kind</th><th scope="col">Part</th><th scope="col">What</th></tr></thead>
      <tbody>
      """;

  private static final String FOOT =
      """
      </tbody>
      </table>
      </body>
      </html>
      """;

  private final String shop;
  private final Board board;
  private final Promise promise;
  private final InstantSource clock;

  /** What the file says. */
  private record Content(
      int schema, String shop, String saved, Promise.View promise, List<Board.Entry> entries) {}

  SavedTimeline(String shop, Board board, Promise promise, InstantSource clock) {
    this.shop = shop;
    this.board = board;
    this.promise = promise;
    this.clock = clock;
  }

  String json() {
    return GSON.toJson(new Content(1, shop, now(), promise.view(), board.entries()));
  }

  /** A page that needs nothing else. */
  String html() {
    String title = Markup.escaped("What happened to the shop '" + shop + "'");
    Promise.View audit = promise.view();
    String found =
        audit.at() == 0
            ? "Not audited."
            : "Last audit at %s: %s, %d orders, %d violations."
                .formatted(
                    Instant.ofEpochMilli(audit.at()).truncatedTo(ChronoUnit.SECONDS),
                    audit.verdict(),
                    audit.orders(),
                    audit.wrong());
    StringBuilder page =
        new StringBuilder(
            HEAD.replace("{title}", title)
                .replace("{state}", Markup.escaped("Saved at " + now() + ". " + found)));
    for (Board.Entry entry : board.entries()) {
      page.append("<tr>");
      for (String cell :
          List.of(
              Instant.ofEpochMilli(entry.at()).toString(),
              entry.kind(),
              entry.part(),
              entry.text())) {
        page.append("<td>").append(Markup.escaped(cell)).append("</td>");
      }
      page.append("</tr>\n");
    }
    return page.append(FOOT).toString();
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
