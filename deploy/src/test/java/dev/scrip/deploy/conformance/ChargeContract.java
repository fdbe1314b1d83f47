package dev.scrip.deploy.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.deploy.embedded.EmbeddedKafka;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What must hold for a ledger with any registry and any serializer of commands. */
final class ChargeContract {
  private ChargeContract() {}

  /** Opens a wallet, charges it once with success and once without, and reads what came of it. */
  static void assertCharges(
      EmbeddedKafka kafka, URI registry, Map<String, String> settings, Path folder)
      throws Exception {
    try (SmallLedger ledger =
        SmallLedger.start(kafka.bootstrapServers(), registry, settings, folder)) {
      HttpResponse<String> opened =
          ledger.ask("PUT", "/v1/wallets/ana", "open", "{\"plan\":\"free\"}");
      assertEquals(2, opened.statusCode() / 100, opened.body());

      HttpResponse<String> charged =
          ledger.ask(
              "POST",
              "/v1/wallets/ana/charges",
              "c-1",
              "{\"action\":\"chat.change\",\"metadata\":{\"note\":\"für 5 €\"}}");
      assertEquals(201, charged.statusCode(), charged.body());
      HttpResponse<String> again =
          ledger.ask(
              "POST",
              "/v1/wallets/ana/charges",
              "c-1",
              "{\"action\":\"chat.change\",\"metadata\":{\"note\":\"für 5 €\"}}");
      assertEquals(201, again.statusCode(), again.body());
      assertEquals("true", again.headers().firstValue("idempotent-replayed").orElse(""));
      HttpResponse<String> refused =
          ledger.ask(
              "POST",
              "/v1/wallets/ana/charges",
              "c-2",
              "{\"action\":\"chat.change\",\"quantity\":5}");
      assertEquals(402, refused.statusCode(), refused.body());

      List<Entry> entries = ledger.records("real.entries", Entry.class, 2);
      assertEquals(
          List.of(EntryType.OPENED, EntryType.CHARGED),
          entries.stream().map(Entry::getType).toList());
      assertEquals("c-1", entries.getLast().getCommandId());
      List<Rejection> rejections = ledger.records("real.rejections", Rejection.class, 1);
      assertEquals(
          List.of(RejectionReason.DAILY_CAP),
          rejections.stream().map(Rejection::getReason).toList());
      assertTrue(
          ledger.ask("GET", "/v1/wallets/ana", "-", "").body().contains("\"balance\":\"24\""));
    }
  }
}
