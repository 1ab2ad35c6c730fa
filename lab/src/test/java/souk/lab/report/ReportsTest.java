// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Findings;
import souk.lab.experiment.Idea;
import souk.lab.experiment.Machine;
import souk.lab.experiment.Run;
import souk.lab.experiment.Span;
import souk.lab.experiment.Verdict;
import souk.lab.load.Sample;

class ReportsTest {
  private static final long SECOND = 1_000_000_000;
  private static final Design DESIGN =
      Design.of("nothing moves", "all answered", "payment & bank hang");

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
  void write_noShopperCameByASchedule_sharesAndBreakersAreShownAllTheSame() throws Exception {
    Path page = new Reports(folder).write(findings(Verdict.pass("all"), List.of()));

    assertThat(Files.readString(page))
        .contains("aria-label='share of a&#39;s instances'", "order → payment/write")
        .doesNotContain("aria-label='latency", "aria-label='requests");
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

  @Test
  void write_aDayOfFaults_theReportsStayOfASizeThatABrowserTakes() throws Exception {
    int day = 24 * 60 * 60;
    Page page = page(aDay(day));

    assertThat(page.html().length()).isLessThan(10_000_000);
    assertThat(page.json().length()).isLessThan(10_000_000);
    // Not asserted of the text itself, of which a failure would show all.
    assertThat(page.html().contains("requests due in each 96 s")).isTrue();
    assertThat(page.html().contains("kill a-1")).isTrue();
    assertThat(Pattern.compile("class='good'").matcher(page.html()).results().count())
        .isBetween(800L, 1_000L);
    // A breaker that opens for a second is seen, however many seconds a column is.
    assertThat(Pattern.compile("class='share0'/>").matcher(page.breakers()).results().count())
        .isEqualTo(1);
  }

  @Test
  void write_faultsAtTheSamePlace_areListedButDrawnOnce() throws Exception {
    List<Span> faults =
        List.of(
            new Span("first", SECOND, SECOND + 1),
            new Span("second", SECOND + 2, SECOND + 3),
            new Span("third", 2 * SECOND, 3 * SECOND));
    Page page = page(withFaults(faults));

    assertThat(page.html()).contains("<title>first</title>", "<title>third</title>", ": second (");
    assertThat(page.html()).doesNotContain("<title>second</title>", "class='mark'>2<");
    assertThat(page.html()).contains("class='mark'>1<", "class='mark'>3<");
  }

  @Test
  void write_withoutTimelines_hasTheDesignAndATestForEachCheck() throws Exception {
    Run run =
        new Run(
            "try",
            folder,
            new Run.Options(7, true, false, List.of()),
            new PrintWriter(new StringWriter()));
    List<Check> checks =
        List.of(Check.that("one", true, "clean"), new Check("two", "lost", "clean", false));

    Page page = page(Findings.of(run, Idea.FAILURE, DESIGN, Verdict.fail("1 of 2 clean"), checks));

    Element suite = suite(page.xml());
    assertThat(suite.getAttribute("tests")).isEqualTo("3");
    assertThat(suite.getAttribute("failures")).isEqualTo("2");
    assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(3);
    JsonObject json = JsonParser.parseString(page.json()).getAsJsonObject();
    assertThat(json.getAsJsonObject("design").get("hypothesis").getAsString())
        .isEqualTo("nothing moves");
    assertThat(json.getAsJsonArray("checks")).hasSize(2);
    assertThat(json.get("seed").getAsLong()).isEqualTo(7);
    assertThat(page.html()).contains("<h2>Observation</h2>").doesNotContain("<svg");
  }

  /** All that was written. */
  private record Page(String html, String json, String xml) {
    /** The chart of the breakers. */
    String breakers() {
      int begin = html.indexOf("aria-label='circuit breakers");
      return html.substring(begin, html.indexOf("</svg>", begin));
    }
  }

  private Page page(Findings findings) throws IOException {
    Path page = new Reports(folder).write(findings);
    return new Page(
        Files.readString(page),
        Files.readString(folder.resolve("try.json")),
        Files.readString(folder.resolve("try.xml")));
  }

  /** A request and a look each second, a fault every three, and one breaker that opens once. */
  private static Findings aDay(int seconds) {
    List<Span> faults = new ArrayList<>();
    List<Sample> samples = new ArrayList<>();
    List<Findings.Share> shares = new ArrayList<>();
    List<Findings.Breakers> breakers = new ArrayList<>();
    for (int i = 0; i < seconds; i++) {
      long at = i * SECOND;
      samples.add(new Sample(Sample.Kind.CHECKOUT, at, at + SECOND / 10, 1, Status.Code.OK));
      shares.add(
          new Findings.Share(at, List.of("a-1", "a-2", "b-1", "b-2"), List.of(1L * i, 0L, 2L, 3L)));
      breakers.add(
          new Findings.Breakers(
              at, i == seconds / 2 ? Map.of("order → payment/write", "open") : Map.of()));
      if (i % 3 == 0) {
        faults.add(new Span("kill a-1", at, at + 5 * SECOND));
      }
    }
    return findings(Verdict.pass("all"), faults, samples, shares, breakers);
  }

  private static Findings withFaults(List<Span> faults) {
    List<Sample> samples =
        List.of(new Sample(Sample.Kind.BROWSE, 0, 9 * SECOND, 1, Status.Code.OK));
    return findings(Verdict.pass("all"), faults, samples, List.of(), List.of());
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
    return findings(
        verdict,
        List.of(new Span("payment hangs", SECOND, 2 * SECOND)),
        samples,
        List.of(
            new Findings.Share(SECOND, List.of("a-1", "a-2"), List.of(1L, 2L)),
            new Findings.Share(2 * SECOND, List.of("a-1", "a-2"), List.of(5L, 3L))),
        List.of(
            new Findings.Breakers(SECOND, Map.of("order → payment/write", "open")),
            new Findings.Breakers(2 * SECOND, Map.of())));
  }

  private static Findings findings(
      Verdict verdict,
      List<Span> faults,
      List<Sample> samples,
      List<Findings.Share> shares,
      List<Findings.Breakers> breakers) {
    return new Findings(
        "try",
        Idea.NO_CASCADE,
        DESIGN,
        verdict,
        1,
        12.5,
        0,
        List.of(Check.exactly("failed", 0, 0), Check.atMost("p99", 80, 50, "ms")),
        faults,
        samples,
        shares,
        breakers,
        new Machine(2, 91.0, 4.0, 12, 310),
        List.of("a line"));
  }
}
