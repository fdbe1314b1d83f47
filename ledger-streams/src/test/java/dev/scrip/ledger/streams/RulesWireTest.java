package dev.scrip.ledger.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.PublishRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules come out of the log as they went in. */
class RulesWireTest {
  private static final Path PRESETS = Path.of("..", "deploy", "rules");
  private static final Path EVERYTHING =
      Path.of("src", "test", "resources", "dev", "scrip", "ledger", "rules", "everything.yaml");

  @ParameterizedTest
  @CsvSource({
    "base44-2025, carry_usage,            true",
    "base44-2025, free_credits,           daily_grant",
    "base44-2025, free_daily_window,      rolling_24h",
    "base44-2026, ,",
    "lovable,     monthly_ceiling_counts, used",
    "lovable,     monthly_ceiling_counts, issued",
    "bolt,        upgrade_grants,         difference",
    "bolt,        upgrade_grants,         full",
    "everything,  cheap,                  yes",
    "everything,  cheap,                  no",
  })
  void shouldReadWhatItWrote(String name, String toggle, String value)
      throws IOException, RulesFaults {
    Path file = name.equals("everything") ? EVERYTHING : PRESETS.resolve(name + ".yaml");
    Map<String, String> switches = toggle == null ? Map.of() : Map.of(toggle, value);
    Rules rules = RulesReader.read(name, Files.readString(file), 3, switches);

    AvroCodec<Command> codec = AvroCodec.of(Command.class);
    byte[] bytes = codec.encode(1, command(RulesWire.toAvro(8, 7, rules)));
    PublishRules read = (PublishRules) codec.decode(bytes, codec.schema()).getBody();

    assertEquals(8, read.getNumber());
    assertEquals(7, read.getFollows());
    assertEquals(rules, RulesWire.toDomain(read));
  }

  private static Command command(PublishRules rules) {
    return Command.newBuilder()
        .setCommandId("control:8")
        .setWallet("$rules")
        .setMetadata(Map.of())
        .setBody(rules)
        .build();
  }
}
