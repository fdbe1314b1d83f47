package dev.scrip.deploy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scrip.schemas.RulesSchema;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ScripTest {
  private static final String KEY = "a-key-of-the-test";

  @TempDir Path folder;
  private FakeGateway gateway;

  private record Ran(int exit, String out, String err) {}

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeGateway();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "open ana --plan free | PUT | /v1/wallets/ana | {'plan':'free'}",
        "open ana --plan free --anchor 2027-01-31T00:00:00Z | PUT | /v1/wallets/ana | {'plan':'free','anchor':'2027-01-31T00:00:00Z'}",
        "open a/b@c --plan free | PUT | /v1/wallets/a%2Fb%40c | {'plan':'free'}",
        "charge ana chat.change | POST | /v1/wallets/ana/charges | {'action':'chat.change'}",
        "charge ana x --quantity 2 --amount 1.5 --attribute model=m --actor bo --app crm --metadata a=b | POST | /v1/wallets/ana/charges | {'action':'x','quantity':'2','amount':'1.5','attributes':{'model':'m'},'actor':'bo','app':'crm','metadata':{'a':'b'}}",
        "quote ana chat.change --quantity 3 | POST | /v1/wallets/ana/quotes | {'action':'chat.change','quantity':'3'}",
        "grant ana --pool message --amount 20 --source promo --code SHARE20 | POST | /v1/wallets/ana/grants | {'pool':'message','amount':'20','source':'promo','code':'SHARE20'}",
        "grant ana --pool message --amount 1 --source top_up --priority 5 --scope a.*,b | POST | /v1/wallets/ana/grants | {'pool':'message','amount':'1','source':'top_up','priority':5,'scope':['a.*','b']}",
        "void ana plan-message@2027-01-31T00:00:00Z | POST | /v1/wallets/ana/grants/plan-message%402027-01-31T00%3A00%3A00Z/void | {}",
        "reset ana --pool message | POST | /v1/wallets/ana/resets | {'pools':['message']}",
        "reset ana | POST | /v1/wallets/ana/resets | {}",
        "plan ana starter | POST | /v1/wallets/ana/plan | {'plan':'starter','when':'now'}",
        "plan ana free --at-period-end | POST | /v1/wallets/ana/plan | {'plan':'free','when':'period_end'}",
        "plan ana --cancel | POST | /v1/wallets/ana/plan/cancel | {}",
        "plan ana --resume | POST | /v1/wallets/ana/plan/resume | {}",
        "quote ana build.message --amount 5 --hold | POST | /v1/wallets/ana/quotes | {'action':'build.message','amount':'5','hold':true}",
        "hold ana build.message --amount 5 --actor bo --expires-in PT30M | POST | /v1/wallets/ana/holds | {'action':'build.message','amount':'5','actor':'bo','expiresIn':'PT30M'}",
        "capture ana h/1 --amount 3.5 | POST | /v1/wallets/ana/holds/h%2F1/capture | {'amount':'3.5'}",
        "capture ana h1 --quantity 2 | POST | /v1/wallets/ana/holds/h1/capture | {'quantity':'2'}",
        "release ana h1 | POST | /v1/wallets/ana/holds/h1/release | {}",
        "refund ana c1 --amount 0.5 --reason late --failed | POST | /v1/wallets/ana/refunds | {'charge':'c1','reason':'late','amount':'0.5','failed':true}",
        "transfer ana ben --pool message --amount 20 | POST | /v1/wallets/ana/transfers | {'to':'ben','pool':'message','amount':'20'}",
        "seat ana ben | POST | /v1/wallets/ana/seat | {'to':'ben'}",
        "limit team member b@c --amount 30 | PUT | /v1/wallets/team/limits/member/actors/b%40c | {'amount':'30'}",
        "limit team member ben --rules | PUT | /v1/wallets/team/limits/member/actors/ben | {'amount':null}",
        "close ana | POST | /v1/wallets/ana/close | {}",
        "balance ana --at 2027-01-31T00:00:00Z | GET | /v1/wallets/ana?at=2027-01-31T00%3A00%3A00Z | ",
        "entries ana --limit 5 --type charged --action a | GET | /v1/wallets/ana/entries?limit=5&type=charged&action=a | ",
        "rules list | GET | /v1/rules | "
      })
  void shouldAskTheGateway(String line, String method, String path, String body) {
    Ran ran = run(line);

    FakeGateway.Request request = gateway.lastRequest();
    assertAll(
        () -> assertEquals(0, ran.exit(), ran.toString()),
        () -> assertEquals(method, request.method()),
        () -> assertEquals(path, request.path()),
        () -> assertEquals(body == null ? "" : body.replace('\'', '"'), request.body()),
        () -> assertEquals("Bearer " + KEY, request.authorization()),
        () ->
            assertEquals(
                (method.equals("POST") && !line.startsWith("quote")) || line.startsWith("limit"),
                !request.key().isEmpty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plan ana",
        "plan ana free --cancel",
        "plan ana --cancel --resume",
        "plan ana --cancel --at-period-end",
        "limit team member ben",
        "limit team member ben --amount 3 --rules"
      })
  void shouldTakeOneOfSeveralThingsToDoAndNoMore(String line) {
    Ran ran = run(line);

    assertEquals(2, ran.exit(), ran.toString());
    assertTrue(ran.err().contains("--help"), ran.err());
  }

  @Test
  void shouldShowAnAcceptedChargeWithTheIdItMade() {
    gateway.answering(
        201,
        "{'id':'x1','decision':'accepted','pool':'message','amount':'1','balanceAfter':'24','postings':[{'grant':'g','pool':'message','kind':'charge','amount':'-1','before':'25','after':'24'}]}");

    Ran ran = run("charge ana chat.change");

    assertEquals(
        """
        decision       accepted
        id             x1
        pool           message
        amount         1
        balance after  24

        GRANT  POOL     KIND    AMOUNT  BEFORE  AFTER
        g      message  charge      -1      25     24
        """,
        ran.out());
  }

  @Test
  void shouldShowWhatACaptureTookOfItsHoldAndOfTheOverdraft() {
    gateway.answering(
        200,
        """
        {'id':'x1','decision':'accepted','pool':'message','amount':'12','balanceAfter':'-2',
         'postings':[
          {'grant':'g','pool':'message','kind':'capture','amount':'0','held':'-10','before':'0','after':'0'},
          {'pool':'message','kind':'charge','amount':'-2','before':'0','after':'-2'}]}\
        """);

    Ran ran = run("capture ana h1 --amount 12");

    assertTrue(
        ran.out()
            .endsWith(
                """
                GRANT      POOL     KIND     AMOUNT  HELD  BEFORE  AFTER
                g          message  capture       0   -10       0      0
                overdraft  message  charge       -2             0     -2
                """),
        ran.out());
  }

  @Test
  void shouldSendTheCallersIdAndTellAReplayedAnswer() {
    gateway.answering(201, "{'id':'k','decision':'accepted'}").replayed();

    Ran ran = run("charge ana chat.change --id k");

    assertEquals("k", gateway.lastRequest().key());
    assertTrue(ran.out().startsWith("decision  accepted (replayed)"), ran.out());
  }

  @Test
  void shouldExplainARejectionAndExitWith4() {
    gateway.answering(
        402,
        """
        {'type':'about:blank','status':402,'code':'DAILY_CAP','detail':'5 of 5 are used today.',
         'required':'1','available':'0','limit':'5','retryAt':'2027-02-01T00:00:00Z',
         'violations':[{'reason':'DAILY_CAP','limit':'message-daily'},
                       {'reason':'INSUFFICIENT_CREDITS','required':'1','available':'0'}]}\
        """);

    Ran ran = run("charge ana chat.change --id k");

    assertEquals(4, ran.exit());
    assertEquals(
        """
        decision     rejected
        reason       DAILY_CAP
        explanation  5 of 5 are used today.
        retry at     2027-02-01T00:00:00Z
        id           k
        required     1
        available    0
        limit        5

        VIOLATED              LIMIT          REQUIRED  AVAILABLE
        DAILY_CAP             message-daily
        INSUFFICIENT_CREDITS                        1          0
        """,
        ran.out());
  }

  @Test
  void shouldPrintTheAnswerAsItCameWithJson() {
    String rejection = "{\"code\":\"UNKNOWN_WALLET\",\"detail\":\"no wallet ana\"}";

    Ran ran = runJson(404, rejection, "charge ana x --json");

    assertEquals(4, ran.exit());
    assertEquals(rejection, ran.out().strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "401 | {} | does not accept the API key",
        "503 | {'detail':'the ledger is away'} | try again with the same --id",
        "404 | {'code':'UNKNOWN_WALLET','detail':'no wallet ana'} | UNKNOWN_WALLET: no wallet ana",
        "500 | gone | The gateway answered 500"
      })
  void shouldTellAFaultInOneSentenceAndExitWith1(int status, String answer, String expected) {
    gateway.answering(status, answer);

    Ran ran = run("balance ana");

    assertEquals(1, ran.exit());
    assertTrue(ran.err().contains(expected), ran.err());
    assertFalse(ran.err().contains("\tat "), ran.err());
  }

  @Test
  void shouldSayHowToGetTheAnswerOfAnUndecidedCommand() {
    gateway.answering(202, "");

    Ran ran = run("charge ana x --id k");

    assertEquals(1, ran.exit());
    assertTrue(ran.err().contains("with --id k gets the answer"), ran.err());
  }

  @Test
  void shouldShowAWalletAsTables() {
    gateway.answering(
        200,
        """
        {'wallet':'ana','plan':'free','sequence':3,'pools':{'message':{'balance':'24','held':'0','spendable':'24',
         'granted':'25','used':'1','resetsAt':'2027-02-28T00:00:00Z',
         'limits':[{'id':'daily','amount':'5','used':'1','resetsAt':'2027-02-01T00:00:00Z'}],
         'grants':[{'id':'g','source':'plan','amount':'25','remaining':'24','expiresAt':null,'state':'active'}]}}}\
        """);

    assertEquals(
        """
        wallet    ana
        plan      free
        sequence  3

        POOL     BALANCE  SPENDABLE  HELD  USED  GRANTED  RESETS AT
        message       24         24     0     1       25  2027-02-28T00:00:00Z

        LIMIT  POOL     USED  AMOUNT  RESETS AT
        daily  message     1       5  2027-02-01T00:00:00Z

        GRANT  POOL     SOURCE  REMAINING  AMOUNT  STATE
        g      message  plan           24      25  active
        """,
        run("balance ana").out());
  }

  @Test
  void shouldListEntriesAndSayHowToGoOn() {
    gateway.answering(
        200,
        """
        {'entries':[{'sequence':2,'type':'charged','effectiveAt':'2027-01-31T14:00:00Z','action':'chat.change','amount':'1','pool':'message','balanceAfter':'24','commandId':'k'}],
         'nextCursor':'c9'}\
        """);

    assertEquals(
        """
        SEQ  TIME                  TYPE     ACTION       AMOUNT  POOL     BALANCE  ID
          2  2027-01-31T14:00:00Z  charged  chat.change       1  message       24  k

        More with --cursor c9
        """,
        run("entries ana").out());
  }

  @Test
  void shouldShowTheRulesInForceAndNameTheFaultsOfAFile() throws IOException {
    gateway.answering(
        200,
        "{'current':2,'versions':[{'version':1,'name':'a','source':'one'},{'version':2,'name':'b','source':'two'}]}");
    assertEquals("two", run("rules show").out().strip());
    assertEquals("one", run("rules show 1").out().strip());

    Path file = Files.writeString(folder.resolve("rules.yaml"), "name: x\n");
    gateway.answering(
        422,
        "{'code':'INVALID_RULES','faults':[{'line':3,'key':'plans','message':'expected plans'}]}");
    Ran ran = run("rules publish " + file);
    assertEquals(1, ran.exit());
    assertEquals(file + ":3: plans: expected plans", ran.err().strip());
  }

  @Test
  void shouldCheckRulesWithoutALedger() throws IOException {
    Ran preset = run("rules check base44-2025");
    assertEquals(0, preset.exit(), preset.toString());

    Path file = Files.writeString(folder.resolve("rules.yaml"), "name: x\nplan: free\n");
    Ran wrong = run("rules check " + file);
    assertEquals(1, wrong.exit());
    assertTrue(wrong.err().contains(file + ":2:"), wrong.err());
    assertTrue(wrong.err().contains("4 faults: mend them"), wrong.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"base44-2025", "base44-2026", "bolt", "lovable", "shapes"})
  void shouldComeWithPresets(String preset) {
    Ran ran = run("rules check " + preset);

    assertEquals(0, ran.exit(), ran.toString());
    assertTrue(ran.out().startsWith(preset + " is right"), ran.out());
  }

  @Test
  void shouldPrintTheJsonSchemaOfRules() throws IOException {
    Ran ran = execute("rules", "schema");

    assertEquals(0, ran.exit(), ran.toString());
    assertEquals(
        new ObjectMapper().readTree(RulesSchema.text()), new ObjectMapper().readTree(ran.out()));
  }

  @Test
  void shouldNameThePresetsThereAre() {
    Ran ran = run("rules check lovabel");

    assertEquals(1, ran.exit());
    assertTrue(ran.err().contains("base44-2025, base44-2026, bolt, lovable"), ran.err());
  }

  @Test
  void shouldTellWhatARulesFileChanges() throws IOException {
    String old = RulesFile.of("base44-2025").text();
    Path file =
        Files.writeString(
            folder.resolve("new.yaml"),
            old.replace("amount: 100, every", "amount: 120, every")
                .replace("is: 0.3\n", "is: 0.4\n"));
    String expected =
        """
        At once, with the version:
          Action chat.discuss costs 0.3 → 0.4 credits
        For each wallet when its next period begins:
          Plan starter: message credits per month 100 → 120
        """;

    Ran offline = execute("rules", "diff", "base44-2025", file.toString());
    gateway.answering(200, inForce(old));
    Ran online = run("rules diff " + file);
    Ran asJson = run("rules diff " + file + " --json");
    Ran same = execute("rules", "diff", "bolt", "bolt");

    assertEquals(expected, offline.out());
    assertEquals(0, offline.exit(), offline.toString());
    assertEquals(expected, online.out());
    assertEquals("/v1/rules", gateway.lastRequest().path());
    assertTrue(asJson.out().contains("\"effect\":\"next_period\""), asJson.out());
    assertEquals("Nothing changes: both decide alike.", same.out().strip());
  }

  private static String inForce(String source) throws IOException {
    var json = new ObjectMapper().createObjectNode().put("current", 2);
    json.putArray("versions")
        .addObject()
        .put("version", 2)
        .put("name", "base44-2025")
        .put("source", source.replace("'", ""));
    return json.toString();
  }

  @Test
  void shouldTellThatRulesMayNotFollow() {
    Ran ran = execute("rules", "diff", "base44-2025", "bolt");

    assertEquals(1, ran.exit());
    assertTrue(ran.out().contains("May not follow"), ran.out());
    assertTrue(ran.out().contains("pool message is in use and may not be dropped"), ran.out());
    assertTrue(ran.out().contains("plan elite is in use: retire it"), ran.out());
  }

  @Test
  void shouldFindAddressAndKeyInTheDataFolder() {
    try (DataFolder data = DataFolder.open(folder.resolve("data"))) {
      data.keepAddresses(new DataFolder.Addresses(gateway.url(), "127.0.0.1:1", "", ""));
      data.keepAdminKey("the-key-that-up-made");
    }

    execute("balance", "ana", "--data", folder.resolve("data").toString());

    assertEquals("Bearer the-key-that-up-made", gateway.lastRequest().authorization());
  }

  @Test
  void shouldSayWhatToDoWithoutGatewayOrKey() {
    Ran away = execute("balance", "ana", "--url", "http://127.0.0.1:1", "--key", KEY);
    assertEquals(1, away.exit());
    assertTrue(away.err().contains("start one with ./scrip up"), away.err());

    String key = AdminKey.generate();
    String wrong = key.substring(0, key.length() - 1) + (key.endsWith("0") ? "1" : "0");
    Ran mistyped = execute("balance", "ana", "--key", wrong);
    assertTrue(mistyped.err().contains("mistyped"), mistyped.err());
    assertEquals(1, mistyped.exit());
  }

  @ParameterizedTest
  @CsvSource({"chrage, charge", "balanse, balance", "topcis, topics"})
  void shouldNameTheNearestCommand(String typed, String meant) {
    Ran ran = execute(typed, "ana");

    assertEquals(2, ran.exit());
    assertTrue(ran.err().contains("Did you mean") && ran.err().contains(meant), ran.err());
  }

  @Test
  void shouldSayWhatIsMissing() {
    Ran ran = execute("charge", "ana");

    assertEquals(2, ran.exit());
    assertTrue(ran.err().contains("ACTION"), ran.err());
    assertTrue(ran.err().contains("`scrip charge --help`"), ran.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up", "open", "charge", "quote", "grant", "void", "reset", "plan", "close", "balance",
        "entries", "rules", "topics", "tail"
      })
  void shouldHelpWithAnExample(String command) {
    Ran ran = execute(command, "--help");

    assertEquals(0, ran.exit());
    assertTrue(ran.out().contains("Example"), ran.out());
    assertTrue(ran.out().contains("  scrip " + command), ran.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--test-clock=2027-01-31T14:37:05Z", "--rules=my-rules.yaml"})
  void shouldRefuseADemoOfAnotherTimeOrOtherRules(String option) {
    Ran ran = execute("up", "--demo", option);

    assertEquals(1, ran.exit());
    assertTrue(ran.err().contains("--demo"), ran.err());
    assertTrue(ran.err().contains(option.substring(0, option.indexOf('='))), ran.err());
  }

  @Test
  void shouldPrintUsageWhenCalledWithoutArguments() {
    Ran ran = execute();

    assertEquals(0, ran.exit());
    assertTrue(ran.out().startsWith("Usage: scrip"), ran.out());
  }

  private Ran runJson(int status, String json, String line) {
    gateway.answering(status, json);
    return run(line);
  }

  private Ran run(String line) {
    List<String> args = new ArrayList<>(List.of(line.split(" ")));
    if (!line.startsWith("rules check")) {
      args.addAll(List.of("--url", gateway.url(), "--key", KEY));
    }
    return execute(args.toArray(String[]::new));
  }

  private static Ran execute(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine program =
        Scrip.program().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return new Ran(program.execute(args), out.toString(), err.toString());
  }
}
