package dev.scrip.deploy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Small benchmarks with all their processes: what they tell, never how fast anything is. */
class SmallBenchTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private JsonNode bench(String... options) throws IOException {
    Path file = folder.resolve("out.json");
    List<String> arguments =
        Stream.concat(
                Arrays.stream(options),
                Stream.of("--out", file.toString(), "--folder", folder.resolve("data").toString()))
            .toList();
    int exit =
        new CommandLine(new BenchCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    assertEquals(0, exit, out + "\n" + err);
    return new ObjectMapper().readTree(file.toFile());
  }

  @Test
  void shouldDrainAndAuditASmallBacklog() throws IOException {
    JsonNode found =
        bench(
            "--what=drain",
            "--workload=W7",
            "--wallets=300",
            "--commands=5000",
            "--partitions=2",
            "--seed=3");

    JsonNode drain = found.path("summary").path(0);
    assertEquals("drain W7", drain.path("what").asText() + " " + drain.path("of").asText());
    JsonNode numbers = drain.path("numbers");
    for (String key :
        List.of(
            "commandsPerSecond",
            "cpuMicros.ledger",
            "cpuMicros.broker",
            "cpuMicros.append",
            "bytes.commands",
            "bytes.lines",
            "bytes.changelogs",
            "topicBytes.scrip.entries",
            "topicBytes.scrip.rejections")) {
      assertTrue(numbers.path(key).path("median").asDouble() > 0, key + " of " + numbers);
    }
    assertEquals(
        numbers.path("cpuMicros.ledger").path("median").asDouble()
            + numbers.path("cpuMicros.broker").path("median").asDouble(),
        numbers.path("cpuMicros.total").path("median").asDouble(),
        0.01);
    assertEquals("--what=drain", found.path("commandLine").path(0).asText());
    assertTrue(found.path("machine").path("cores").asInt() > 0);
    assertTrue(out.toString().contains("commands/s"), out.toString());
    assertTrue(out.toString().contains("Durability"), out.toString());
    try (Stream<Path> left = Files.list(folder.resolve("data"))) {
      assertEquals(List.of(), left.toList(), "left in its folder");
    }
  }

  /** Everything at once, as small as it goes: some minutes. */
  @Tag("soak")
  @Test
  void shouldMeasureEverything() throws IOException {
    JsonNode found =
        bench("--wallets=2000", "--commands=60000", "--partitions=2", "--seconds=2", "--rate=200");

    List<String> measured =
        StreamSupport.stream(found.path("summary").spliterator(), false)
            .map(each -> each.path("what").asText())
            .distinct()
            .toList();
    for (What what : What.values()) {
      if (what != What.POSTGRES) { // not every machine has one
        assertTrue(measured.contains(what.toString()), what + " of " + measured + "\n" + out);
      }
    }
    assertFalse(found.path("ratios").isEmpty());
  }
}
