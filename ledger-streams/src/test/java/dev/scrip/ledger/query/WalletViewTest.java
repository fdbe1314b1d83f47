package dev.scrip.ledger.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Decision;
import dev.scrip.ledger.domain.Ledger;
import dev.scrip.ledger.domain.Memory;
import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Span;
import dev.scrip.ledger.domain.Text;
import dev.scrip.ledger.domain.Times;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API tells of a wallet. */
class WalletViewTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final String RULES =
      """
      name: small
      pools: [{name: message, unit: credits}]
      plans: [{name: free, grants: [{pool: message, amount: 100, every: P1M}]}]
      fallback: free
      actions: {chat: {pool: message, price: 1}}
      """;

  private Book book = Book.EMPTY;
  private Wallet wallet = Wallet.absent("ana");
  private int id;

  @BeforeEach
  void open() throws RulesFaults {
    control(new Control.Setting(1, 14 * Span.DAY_MS));
    control(new Control.RaiseLevel(Book.NEWEST_LEVEL));
    control(new Control.PublishRules(RulesReader.read("small", RULES, 1)));
    decide(new Command.Open("free", Times.UNSET));
  }

  private void control(Control.Body body) {
    if (book.apply(new Control(book.number() + 1, book.number(), body), NOW)
        instanceof Book.Applied(Book next)) {
      book = next;
    }
  }

  private void decide(Command.Body body) {
    Command command = new Command("c" + ++id, "ana", "", "", Text.NONE, body);
    Decision decision = Ledger.decide(book, wallet, Memory.NONE, command, NOW);
    wallet = decision.wallet();
  }

  private JsonNode pool() {
    return WalletView.json(book, wallet, NOW).at("/pools/message");
  }

  private static Command.Body charge(long credits) {
    return new Command.Charge("chat", credits * Micros.ONE, Times.UNSET, new TreeMap<>());
  }

  @Test
  void shouldCountAsUsedWhatIsNeitherLeftNorHeld() {
    decide(charge(30));
    decide(new Command.Authorize("chat", 5 * Micros.ONE, Times.UNSET, new TreeMap<>(), 900_000));

    assertEquals("100", pool().path("granted").asText());
    assertEquals("30", pool().path("used").asText());
  }

  @Test
  void shouldNotCountWhatBecameOfAVoidedGrant() {
    decide(
        new Command.AddGrant(
            "message", 20 * Micros.ONE, Source.ADJUSTMENT, Times.UNSET, NOW + 1, 0, List.of(), ""));
    decide(charge(5));
    decide(new Command.VoidGrant("c2"));

    assertEquals("100", pool().path("granted").asText());
    assertEquals("0", pool().path("used").asText());
  }

  /** The wallet does not keep apart what went: the document of the API says so. */
  @Test
  void shouldCountAsUsedWhatWasSentToAnother() {
    decide(charge(30));
    decide(new Command.Transfer("bob", "message", 10 * Micros.ONE));

    assertEquals("40", pool().path("used").asText());
  }
}
