// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import souk.lab.experiment.Findings;

/** Where reports are kept: for each experiment those of its last run. */
public record Reports(Path folder) {
  /** Writes all three forms; returns the page. */
  public Path write(Findings findings) throws IOException {
    Files.createDirectories(folder);
    String name = findings.experiment();
    Files.writeString(folder.resolve(name + ".json"), JsonReport.of(findings), UTF_8);
    Files.writeString(folder.resolve(name + ".xml"), JUnitReport.of(List.of(findings)), UTF_8);
    Path page = folder.resolve(name + ".html");
    Files.writeString(page, HtmlReport.of(findings), UTF_8);
    return page;
  }

  /** Writes one JUnit file of several; returns it. */
  public Path writeAll(List<Findings> several) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("all.xml");
    Files.writeString(file, JUnitReport.of(several), UTF_8);
    return file;
  }
}
