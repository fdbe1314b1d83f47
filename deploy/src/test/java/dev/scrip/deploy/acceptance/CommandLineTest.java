package dev.scrip.deploy.acceptance;

import static dev.scrip.deploy.acceptance.HttpTable.json;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command line against a running ledger: what it prints, and the codes it ends with. */
@ExtendWith(SharedScrip.class)
class CommandLineTest {
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int REJECTED = 4;

  private final ScripProcess scrip;
  @TempDir private Path folder;

  CommandLineTest(ScripProcess scrip) {
    this.scrip = scrip;
  }

  @Test
  void shouldLeadAWalletFromOpeningToAnotherPlan() {
    JsonNode opened = answer(OK, "open", "cli", "--plan", "free");
    JsonNode charged =
        answer(OK, "charge", "cli", "chat.change", "--id", "c1", "--metadata", "chat=7");
    Program again = scrip(OK, "charge", "cli", "chat.change", "--id", "c1", "--metadata", "chat=7");
    JsonNode quoted = answer(OK, "quote", "cli", "chat.change", "--quantity", "2");
    JsonNode granted = answer(OK, "grant", "cli", "--source", "promo", "--code", "SHARE20");
    JsonNode changed = answer(OK, "plan", "cli", "starter");
    JsonNode balance = answer(OK, "balance", "cli");
    JsonNode entries = answer(OK, "entries", "cli", "--limit", "2");

    assertAll(
        () -> assertEquals("25", opened.at("/pools/message/balance").asText()),
        () -> assertEquals("24", charged.path("balanceAfter").asText()),
        () -> assertTrue(again.out().contains("accepted (replayed)"), again.out()),
        () -> assertEquals("22", quoted.path("balanceAfter").asText()),
        () -> assertEquals("44", granted.path("balanceAfter").asText()),
        () -> assertEquals("plan_changed", changed.path("type").asText()),
        () -> assertEquals("starter", balance.path("plan").asText()),
        () -> assertEquals("120", balance.at("/pools/message/balance").asText()),
        () -> assertEquals("plan_changed", entries.at("/entries/0/type").asText()),
        () -> assertEquals(2, entries.path("entries").size()),
        () -> assertTrue(entries.path("nextCursor").isTextual()));
  }

  @Test
  void shouldPrintForPeopleWithoutJson() {
    open("cli-people", "starter");

    Program charge = scrip(OK, "charge", "cli-people", "chat.discuss", "--actor", "mia");
    Program balance = scrip(OK, "balance", "cli-people");
    Program refused = scrip(REJECTED, "charge", "cli-people", "chat.change", "--quantity", "500");
    Program entries = scrip(OK, "entries", "cli-people");

    assertAll(
        () -> assertContains(charge.out(), "accepted", "0.3", "99.7", "starter.message@"),
        () -> assertContains(balance.out(), "POOL", "message", "99.7", "integration", "2000"),
        () ->
            assertContains(
                refused.out(), "rejected", "INSUFFICIENT_CREDITS", "needs 500", "99.7 available"),
        () ->
            assertContains(entries.out(), "opened", "charged", "chat.discuss", "mia", "rejected"));
  }

  @Test
  void shouldEndWithFourWhenTheLedgerDecidesAgainstIt() {
    open("cli-no", "free");

    JsonNode capped = answer(REJECTED, "charge", "cli-no", "chat.change", "--quantity", "6");
    JsonNode topUp =
        answer(
            REJECTED,
            "grant",
            "cli-no",
            "--pool",
            "message",
            "--amount",
            "5",
            "--source",
            "top_up");
    JsonNode unknown = answer(REJECTED, "charge", "cli-nobody", "chat.change");
    JsonNode exists = answer(REJECTED, "open", "cli-no", "--plan", "pro");

    assertEquals(
        List.of("DAILY_CAP", "NOT_ALLOWED_BY_PLAN", "UNKNOWN_WALLET", "WALLET_EXISTS"),
        Stream.of(capped, topUp, unknown, exists).map(it -> it.path("code").asText()).toList());
  }

  @Test
  void shouldEndWithOneAndASentenceWhenItCannotBeDone() {
    Program away = scrip(FAILED, "balance", "cli", "--url", "http://127.0.0.1:1");
    Program stranger = scrip(FAILED, "balance", "cli", "--key", "another-key-0123456789");
    Program unknown = scrip(FAILED, "balance", "cli-nobody");

    assertAll(
        () -> assertContains(away.err(), "http://127.0.0.1:1", "scrip up"),
        () -> assertContains(stranger.err(), "key", "--key"),
        () -> assertContains(unknown.err(), "cli-nobody"));
  }

  @Test
  void shouldEndWithTwoWhenTheCommandLineIsNotUnderstood() {
    Program option = scrip(USAGE, "balance", "cli", "--jsno");
    Program missing = scrip(USAGE, "charge", "cli");
    Program command = scrip(USAGE, "chrage", "cli", "chat.change");

    assertAll(
        () -> assertContains(option.err(), "--jsno", "--json"),
        () -> assertContains(missing.err(), "ACTION"),
        () -> assertContains(command.err(), "chrage", "charge"));
  }

  @Test
  void shouldFollowALineAfterTheOtherFromTheBeginning() {
    open("cli-tail", "free");
    charge("cli-tail", "{\"action\":\"integration.call\",\"quantity\":100}");
    charge("cli-tail", "{\"action\":\"integration.call\",\"quantity\":1}");

    String[] tail = {"tail", "cli-tail", "--from-beginning", "--for", "60s"};
    List<JsonNode> lines =
        scrip(OK, with(tail, "--max", "6", "--json")).out().lines().map(HttpTable::json).toList();
    Program depletions = scrip(OK, with(tail, "--max", "2", "--type", "depleted"));

    // opened, charged, low_balance, depleted, rejected, depleted; topics are not in step
    assertEquals(
        List.of(1L, 2L, 3L, 4L, 5L, 6L),
        lines.stream().map(line -> line.path("sequence").asLong()).sorted().toList());
    assertEquals(2, depletions.out().lines().count(), depletions.out());
    assertContains(depletions.out(), "cli-tail", "EMPTY", "REFUSED", "integration");
  }

  @Test
  void shouldListAndCheckRules() throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "name: x\nplanz: []\n");

    JsonNode list = answer(OK, "rules", "list");
    Program right = Program.scrip(folder, "", List.of("rules", "check", "base44-2025"));
    Program faults = Program.scrip(folder, "", List.of("rules", "check", wrong.toString()));
    Program asJson =
        Program.scrip(folder, "", List.of("rules", "check", wrong.toString(), "--json"));

    assertAll(
        () -> assertEquals("base44-2025", list.at("/versions/0/name").asText()),
        () -> assertEquals(OK, right.exit(), right.err()),
        () -> assertContains(right.out(), "base44-2025 is right", "2 pools", "5 plans"),
        () -> assertEquals(FAILED, faults.exit()),
        () -> assertContains(faults.err(), "wrong.yaml", "planz", "2"),
        () -> assertEquals(FAILED, asJson.exit()),
        () -> assertTrue(json(asJson.out()).at("/faults/0/line").isInt(), asJson.out()));
  }

  private void open(String wallet, String plan) {
    var answer = scrip.http("PUT", "/v1/wallets/" + wallet, "{\"plan\":\"" + plan + "\"}");
    assertEquals(201, answer.statusCode(), answer.body());
  }

  private void charge(String wallet, String body) {
    String key = Integer.toString(body.hashCode());
    scrip.http("POST", "/v1/wallets/" + wallet + "/charges", body, "Idempotency-Key", key);
  }

  private Program scrip(int exit, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", scrip.data().toString()));
    Program ended = Program.scrip(folder, ScripProcess.ADMIN_KEY, all);
    assertEquals(exit, ended.exit(), String.join(" ", arguments) + "\n" + ended);
    return ended;
  }

  private JsonNode answer(int exit, String... arguments) {
    return json(scrip(exit, with(arguments, "--json")).out());
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  private static void assertContains(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), part + " is in:\n" + text);
    }
  }
}
