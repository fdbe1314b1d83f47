package dev.scrip.schemas;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;

/** One record of each kind, by the name it has in golden-bytes.txt. */
final class Samples {
  private static final Instant NOW = Instant.parse("2026-01-31T14:37:05.123Z");
  private static final Instant LATER = Instant.parse("2026-02-28T14:37:05.123Z");

  private Samples() {}

  static Map<String, SpecificRecord> all() {
    // Builders are used before there is any codec, which would do it unasked.
    Schemas.trust();
    Map<String, SpecificRecord> all = new LinkedHashMap<>();
    all.put("open-wallet", command("open-1", new OpenWallet("builder", NOW)));
    all.put(
        "charge-least", command("charge-1", new Charge("chat.change", 1_000_000L, null, Map.of())));
    all.put("charge-everything", chargeWithEverything());
    all.put(
        "add-grant",
        command(
            "grant-1",
            new AddGrant(
                "message",
                20_000_000L,
                GrantSource.PROMO,
                NOW,
                LATER,
                -3,
                List.of("chat.*", "edit.visual"),
                "SHARE20")));
    all.put("void-grant", command("void-1", new VoidGrant("grant-1")));
    all.put("reset", command("reset-1", new Reset(List.of("message", "integration"))));
    all.put("tick", command("tick-1", new Tick()));
    all.put("change-plan", command("plan-1", new ChangePlan("pro", PlanChangeTime.PERIOD_END)));
    all.put("close-wallet", command("close-1", new CloseWallet()));
    all.put("forgo", command("forgo-1", new Forgo("charge-1")));
    all.put("setting", control("$setting", new Setting(1L, 0L, 4, 1_209_600_000L)));
    all.put("raise-level", control("$level", new RaiseLevel(2L, 1L, 1)));
    all.put("set-clock", control("$clock", new SetClock(3L, 2L, LATER)));
    all.put("move-ledger", control("$moved", new MoveLedger(4L, 3L, "scrip-2")));
    all.put("publish-rules", control("$rules", rules()));
    all.put("schema-announcement", new SchemaAnnouncement(1L, 0L, 7, "{\"type\":\"long\"}"));
    all.put("entry", entry());
    all.put("rejection", rejection());
    all.put("depletion", depletion());
    all.put(
        "dead-letter",
        new DeadLetter(
            "scrip.commands",
            3,
            41L,
            NOW,
            DeadLetterReason.UNREADABLE,
            "expected 0x00, found 0x7b",
            bytes(0x77, 0x31),
            bytes(0x7b, 0x7d),
            2L));
    all.put("app", new App("crm", "wallet-1", NOW, List.of(new FormerPayer("wallet-0", LATER))));
    all.put(
        "delivery",
        new Delivery(
            "wallet-1:5",
            "depletion.depleted",
            "wallet-1",
            "billing",
            DeliveryChannel.WEBHOOK,
            "evt_0123456789abcdef",
            2,
            NOW,
            DeliveryResult.FAILED,
            503,
            "answered 503",
            LATER,
            NOW,
            bytes(0, 0, 0, 0, 7, 42)));
    return all;
  }

  static SpecificRecord named(String name) {
    return Objects.requireNonNull(all().get(name), name);
  }

  static Command command(String id, SpecificRecord body) {
    return new Command(id, "wallet-1", Instant.EPOCH, "", "", bytes(), Map.of(), body);
  }

  static Command chargeWithEverything() {
    return new Command(
        "charge-2",
        "wallet-ü-日本",
        NOW,
        "alice",
        "crm",
        bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255),
        Map.of("note", "für 5 €"),
        new Charge("ai.request", 2_500_000L, 300_000L, Map.of("model", "large")));
  }

  static ByteBuffer bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }

  private static Command control(String key, SpecificRecord body) {
    return new Command(key, key, NOW, "", "", bytes(), Map.of(), body);
  }

  private static PublishRules rules() {
    SpanRule month = new SpanRule(1, 0, 0L);
    SpanRule none = new SpanRule(0, 0, 0L);
    RecurringGrantRule monthly =
        RecurringGrantRule.newBuilder()
            .setId("monthly")
            .setPool("message")
            .setAmount(25_000_000L)
            .setEvery(month)
            .setSource(GrantSource.PLAN)
            .build();
    LimitRule daily =
        LimitRule.newBuilder()
            .setId("daily")
            .setAmount(5_000_000L)
            .setWindow(WindowRule.CALENDAR)
            .setSpan(new SpanRule(0, 1, 0L))
            .setPool("message")
            .setCounts(List.of(GrantSource.PLAN, GrantSource.PROMO))
            .build();
    PriceRow price =
        new PriceRow(
            List.of("free"),
            Map.of("model", "large"),
            PriceKind.FIXED,
            300_000L,
            0L,
            Long.MAX_VALUE);
    UpgradeRule difference = new UpgradeRule(UpgradeGrant.DIFFERENCE, true, true);
    return PublishRules.newBuilder()
        .setNumber(5L)
        .setFollows(4L)
        .setVersion(1L)
        .setName("small")
        .setPools(List.of(new PoolRule("message", "credit")))
        .setPlans(
            List.of(new PlanRule("free", false, false, false, List.of("daily"), List.of(monthly))))
        .setFallback("free")
        .setLimits(List.of(daily))
        .setActions(
            List.of(
                new ActionRule("chat.discuss", "message", false, PayerRule.ACTOR, List.of(price))))
        .setOnUpgrade(difference)
        .setOnSubscribe(new UpgradeRule(UpgradeGrant.FULL, false, false))
        .setPromos(List.of(new PromoRule("SHARE20", "message", 20_000_000L, none)))
        .setCoupons(true)
        .setAlerts(List.of(new AlertRule("message", 0L, 20)))
        .setZones(
            List.of(new ZoneRule("Europe/Berlin", 3600, List.of(1_774_746_000L), List.of(7200))))
        .setSource("name: small\n")
        .build();
  }

  private static Entry entry() {
    return Entry.newBuilder()
        .setWallet("wallet-1")
        .setType(EntryType.CHARGED)
        .setSequence(3L)
        .setHash(bytes(0xca, 0xfe))
        .setDecidedAt(NOW)
        .setEffectiveAt(NOW)
        .setCommandId("charge-1")
        .setCommandOffset(17L)
        .setLevel(1)
        .setRulesVersion(2L)
        .setPlan("builder")
        .setCause(EntryCause.COMMAND)
        .setPool("message")
        .setAction("chat.change")
        .setQuantity(1_000_000L)
        .setAmount(1_000_000L)
        .setBalanceAfter(249_000_000L)
        .setPriceKind("fixed")
        .setPriceRow("chat.change/1")
        .setUnitPrice(1_000_000L)
        .setAnchor(NOW)
        .setGrants(
            List.of(
                GrantTerms.newBuilder()
                    .setGrant("monthly@2026-01-31T14:37:05.123Z")
                    .setPool("message")
                    .setSource("plan")
                    .setAmount(250_000_000L)
                    .setEffectiveAt(NOW)
                    .setExpiresAt(LATER)
                    .setScope(List.of("chat.*"))
                    .build()))
        .setPostings(
            List.of(
                new Posting(
                    "monthly@2026-01-31T14:37:05.123Z",
                    "message",
                    PostingKind.CHARGE,
                    -1_000_000L,
                    250_000_000L,
                    249_000_000L)))
        .setLimits(List.of(new LimitUse("daily", "", 5_000_000L, 0L, 1_000_000L, NOW, LATER)))
        .setPeriods(List.of(new PeriodOpened("monthly", "message", NOW, LATER, 0L, Instant.EPOCH)))
        .setClosedLimits(List.of(new LimitClosed("daily", "alice")))
        .setMetadata(Map.of("note", "für 5 €"))
        .setMetadataHash(bytes(0xbe, 0xef))
        .setSalt(bytes(1, 2))
        .build();
  }

  private static Rejection rejection() {
    return Rejection.newBuilder()
        .setWallet("wallet-1")
        .setReason(RejectionReason.INSUFFICIENT_CREDITS)
        .setSequence(4L)
        .setHash(bytes(0xca, 0xfe))
        .setDecidedAt(NOW)
        .setEffectiveAt(NOW)
        .setCommandId("charge-3")
        .setCommandOffset(18L)
        .setLevel(1)
        .setCommandType("Charge")
        .setPool("message")
        .setAction("chat.change")
        .setRequired(1_000_000L)
        .setAvailable(0L)
        .setRetryAt(LATER)
        .setViolations(
            List.of(
                Violation.newBuilder()
                    .setReason(RejectionReason.INSUFFICIENT_CREDITS)
                    .setRequired(1_000_000L)
                    .setAvailable(0L)
                    .setRetryAt(LATER)
                    .build()))
        .build();
  }

  private static Depletion depletion() {
    return Depletion.newBuilder()
        .setWallet("wallet-1")
        .setType(DepletionType.DEPLETED)
        .setSequence(5L)
        .setHash(bytes(0xca, 0xfe))
        .setDecidedAt(NOW)
        .setEffectiveAt(NOW)
        .setCommandId("charge-3")
        .setCommandOffset(18L)
        .setLevel(1)
        .setPlan("builder")
        .setCause(DepletionCause.REFUSED)
        .setPool("message")
        .setNextReset(LATER)
        .build();
  }
}
