// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Findings;
import souk.lab.experiment.Idea;
import souk.lab.experiment.Machine;
import souk.lab.experiment.Span;
import souk.lab.experiment.Verdict;
import souk.lab.load.Sample;

class ReportsTest {
  private static final long SECOND = 1_000_000_000;

  @TempDir private Path folder;

  @Test
  void write_aFailure_allFormsSayWhatFailed() throws Exception {
    Path page = new Reports(folder).write(findings(Verdict.fail("p99 <moved>")));

    String html = Files.readString(page);
    assertThat(html)
        .contains(
            "FAIL: p99 &lt;moved&gt;",
            "payment &amp; bank hang",
            "class=\"no\">FAIL",
            "<svg",
            "aria-label='share of a&#39;s instances'",
            "order → payment/write")
        .doesNotContain("http://", "https://", "<script");
    JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve("try.json"))).getAsJsonObject();
    assertThat(json.get("verdict").getAsString()).isEqualTo("FAIL");
    assertThat(json.getAsJsonArray("checks")).hasSize(2);
    assertThat(
            json.getAsJsonArray("faults").get(0).getAsJsonObject().get("fromSeconds").getAsDouble())
        .isEqualTo(1);
    assertThat(json.getAsJsonObject("machine").get("lateMostMillis").getAsLong()).isEqualTo(310);
    Element suite = suite(Files.readString(folder.resolve("try.xml")));
    assertThat(suite.getAttribute("failures")).isEqualTo("2");
    assertThat(suite.getElementsByTagName("failure").getLength()).isEqualTo(2);
  }

  @Test
  void write_samplesOfOneKindLongAfterTheBegin_theChartsShowThatKindAndThatTime() throws Exception {
    Sample late = new Sample(Sample.Kind.BROWSE, 100 * SECOND, 101 * SECOND, 1, Status.Code.OK);
    Path page = new Reports(folder).write(findings(Verdict.pass("all"), List.of(late)));

    assertThat(Files.readString(page))
        .contains("browse p50", ">100 s<", "1.0 s: payment hangs")
        .doesNotContain("checkout p50", ">0 s<", ">60 s<");
  }

  @Test
  void write_aPassThatFailedWhenItWasOver_isAFailureInAllForms() throws Exception {
    Verdict last = Verdict.fail("these processes don't end");
    Path page = new Reports(folder).write(findings(Verdict.pass("all")).judged(last));

    assertThat(Files.readString(page)).contains("FAIL: these processes don&#39;t end");
    assertThat(Files.readString(folder.resolve("try.json"))).contains("\"FAIL\"");
    assertThat(Files.readString(folder.resolve("try.xml"))).contains("these processes don");
  }

  @Test
  void write_skipped_isNoPass() throws Exception {
    new Reports(folder).write(findings(Verdict.skip("no taskset here")));

    Element suite = suite(Files.readString(folder.resolve("try.xml")));
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(Files.readString(folder.resolve("try.json"))).contains("\"SKIP\"");
  }

  @Test
  void write_inconclusive_isNoPass() throws Exception {
    new Reports(folder).write(findings(Verdict.inconclusive("the machine stood still")));

    Element suite = suite(Files.readString(folder.resolve("try.xml")));
    assertThat(suite.getAttribute("failures")).isEqualTo("2");
    assertThat(suite.getElementsByTagName("failure").getLength()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("try.json"))).contains("\"INCONCLUSIVE\"");
  }

  private static Element suite(String xml) throws Exception {
    return (Element)
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("testsuite")
            .item(0);
  }

  private static Findings findings(Verdict verdict) {
    return findings(
        verdict,
        List.of(
            new Sample(Sample.Kind.BROWSE, SECOND / 2, SECOND, 1, Status.Code.OK),
            new Sample(Sample.Kind.CHECKOUT, SECOND, 3 * SECOND, 2, Status.Code.UNAVAILABLE)));
  }

  private static Findings findings(Verdict verdict, List<Sample> samples) {
    return new Findings(
        "try",
        Idea.NO_CASCADE,
        Design.of("nothing moves", "all answered", "payment & bank hang"),
        verdict,
        1,
        12.5,
        0,
        List.of(Check.exactly("failed", 0, 0), Check.atMost("p99", 80, 50, "ms")),
        List.of(new Span("payment hangs", SECOND, 2 * SECOND)),
        samples,
        List.of(
            new Findings.Share(SECOND, List.of("a-1", "a-2"), List.of(1L, 2L)),
            new Findings.Share(2 * SECOND, List.of("a-1", "a-2"), List.of(5L, 3L))),
        List.of(
            new Findings.Breakers(SECOND, Map.of("order → payment/write", "open")),
            new Findings.Breakers(2 * SECOND, Map.of())),
        new Machine(2, 91.0, 4.0, 12, 310),
        List.of("a line"));
  }
}
