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
    all.putAll(holdsAndRefunds());
    all.putAll(transfers());
    all.put("setting", control("$setting", new Setting(1L, 0L, 4, 1_209_600_000L)));
    all.put("raise-level", control("$level", new RaiseLevel(2L, 1L, 1)));
    all.put("set-clock", control("$clock", new SetClock(3L, 2L, LATER)));
    all.put("move-ledger", control("$moved", new MoveLedger(4L, 3L, "scrip-2")));
    all.put("publish-rules", control("$rules", rules()));
    all.put("schema-announcement", new SchemaAnnouncement(1L, 0L, 7, "{\"type\":\"long\"}"));
    all.put("entry", entry());
    all.put("entry-hold", entryOfAHold());
    all.put("entry-transfer", entryOfATransfer());
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

  private static Map<String, SpecificRecord> holdsAndRefunds() {
    Map<String, SpecificRecord> all = new LinkedHashMap<>();
    all.put(
        "authorize",
        command(
            "hold-1",
            new Authorize(
                "build.message", 1_000_000L, 5_000_000L, Map.of("mode", "agent"), 60_000L)));
    all.put("capture", command("capture-1", new Capture("hold-1", null, 3_500_000L)));
    all.put("release", command("release-1", new Release("hold-1")));
    all.put("refund", command("refund-1", new Refund("charge-1", 500_000L, true)));
    all.put("set-limit", command("limit-1", new SetLimit("member", "alice", 30_000_000L)));
    all.put("cancel-plan", command("cancel-1", new CancelPlan()));
    all.put("resume-plan", command("resume-1", new ResumePlan()));
    return all;
  }

  private static Map<String, SpecificRecord> transfers() {
    Map<String, SpecificRecord> all = new LinkedHashMap<>();
    all.put("transfer", command("transfer-1", new Transfer("wallet-2", "message", 20_000_000L)));
    all.put("move-seat", command("seat-1", new MoveSeat("wallet-2")));
    all.put(
        "deliver",
        command(
            "deliver:wallet-2:seat-1",
            new Deliver(
                "seat-1",
                "wallet-2",
                List.of(
                    new DeliveredGrant(
                        "monthly@2026-01-31T14:37:05.123Z",
                        "message",
                        GrantSource.PLAN,
                        249_000_000L,
                        NOW,
                        LATER,
                        2,
                        List.of("chat.*"),
                        "monthly",
                        true,
                        NOW,
                        1,
                        "")),
                new DeliveredSeat(
                    "builder",
                    NOW,
                    List.of(
                        new DeliveredPeriod(
                            "monthly", "message", NOW, LATER, 1, 0L, Instant.EPOCH))))));
    all.put("settle", command("settle:wallet-1:seat-1", new Settle("seat-1")));
    all.put("restore", command("restore:wallet-1:seat-1", new Restore("seat-1", "SEAT_BLOCKED")));
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
            .setExpiryFrom(ExpiryFromRule.PERIOD_START)
            .setExpiryAfter(new SpanRule(2, 0, 0L))
            .setRollover(new RolloverRule(-1L, 500_000L, 1, month, MeasuredFromRule.ORIGIN))
            .setRequiresPaidPlan(true)
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
        PriceRow.newBuilder()
            .setPlans(List.of("free"))
            .setAttributes(Map.of("model", "large"))
            .setUnit(300_000L)
            .build();
    PriceRow tiers =
        PriceRow.newBuilder()
            .setKind(PriceKind.TIERED)
            .setTiers(List.of(new TierRule(100_000_000L, 1_000_000L), new TierRule(-1L, 500_000L)))
            .build();
    PriceRow tokens =
        PriceRow.newBuilder()
            .setKind(PriceKind.TOKENS)
            .setTokens(new TokensRule(3_000_000L, 15_000_000L, 300_000L, 1_000_000L))
            .build();
    UpgradeRule difference = new UpgradeRule(UpgradeGrant.DIFFERENCE, true, true, false);
    return PublishRules.newBuilder()
        .setNumber(5L)
        .setFollows(4L)
        .setVersion(1L)
        .setName("small")
        .setPools(List.of(new PoolRule("message", "credit")))
        .setPlans(
            List.of(
                PlanRule.newBuilder()
                    .setName("free")
                    .setLimits(List.of("daily"))
                    .setGrants(List.of(monthly))
                    .setTerm(new SpanRule(12, 0, 0L))
                    .setOverdrafts(
                        List.of(new OverdraftRule("message", 10_000_000L, AtResetRule.REPAY)))
                    .build()))
        .setFallback("free")
        .setLimits(List.of(daily))
        .setActions(
            List.of(
                ActionRule.newBuilder()
                    .setName("chat.discuss")
                    .setPool("message")
                    .setPayer(PayerRule.ACTOR)
                    .setPrices(List.of(price, tiers, tokens))
                    .setRefundOnFailure(true)
                    .setFree(new FreeUseRule(3_000_000L, WindowRule.PERIOD, none, "UTC"))
                    .setLoopBreaker(new LoopBreakerRule(20, 60_000L))
                    .build()))
        .setOnUpgrade(difference)
        .setOnSubscribe(new UpgradeRule(UpgradeGrant.FULL, false, false, true))
        .setOnCancel(OnCancelRule.EXPIRE)
        .setTopUps(
            List.of(
                TopUpsRule.newBuilder()
                    .setPool("message")
                    .setPlans(List.of("free"))
                    .setPacks(List.of(100_000_000L))
                    .setAuto(new AutoTopUpRule(25_000_000L, 100_000_000L, 400_000_000L, "UTC"))
                    .build()))
        .setPromos(List.of(new PromoRule("SHARE20", "message", 20_000_000L, none)))
        .setCoupons(true)
        .setAlerts(List.of(new AlertRule("message", 0L, 20, none)))
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
                    249_000_000L,
                    0L,
                    LATER)))
        .setLimits(List.of(new LimitUse("daily", "", 5_000_000L, 0L, 1_000_000L, NOW, LATER)))
        .setPeriods(List.of(new PeriodOpened("monthly", "message", NOW, LATER, 0L, Instant.EPOCH)))
        .setClosedLimits(List.of(new LimitClosed("daily", "alice")))
        .setMetadata(Map.of("note", "für 5 €"))
        .setMetadataHash(bytes(0xbe, 0xef))
        .setSalt(bytes(1, 2))
        .build();
  }

  private static Entry.Builder line(EntryType type, String commandId) {
    return Entry.newBuilder()
        .setWallet("wallet-1")
        .setType(type)
        .setSequence(4L)
        .setHash(bytes(0xca, 0xfe))
        .setDecidedAt(NOW)
        .setEffectiveAt(NOW)
        .setCommandId(commandId)
        .setCommandOffset(18L)
        .setLevel(1)
        .setRulesVersion(2L)
        .setPlan("builder")
        .setCause(EntryCause.COMMAND)
        .setPool("message");
  }

  private static Entry entryOfAHold() {
    return line(EntryType.HELD, "hold-1")
        .setPostings(
            List.of(
                new Posting(
                    "gift",
                    "message",
                    PostingKind.HOLD,
                    -5_000_000L,
                    9_000_000L,
                    4_000_000L,
                    5_000_000L,
                    null)))
        .setMore(
            MoreFacts.newBuilder()
                .setShortfall(1L)
                .setParts(List.of(new PricePart("tier 1", 2_000_000L, 2_500_000L)))
                .setStates(List.of(new StateChanged("gift", GrantState.SUSPENDED)))
                .setHolds(
                    List.of(
                        new HoldOpened(
                            "hold-1",
                            "build.message",
                            "message",
                            "alice",
                            "crm",
                            "builder",
                            2L,
                            1_000_000L,
                            5_000_000L,
                            Map.of("mode", "agent"),
                            0L,
                            List.of(new HoldSlice("gift", 5_000_000L)),
                            List.of(new HoldUse("member", "alice", NOW, LATER, 5_000_000L)),
                            LATER)))
                .setEndedHolds(List.of("hold-0"))
                .setOverrides(List.of(new OverrideSet("member", "alice", null)))
                .setRecent(List.of(new RecentCharge("build.message", LATER)))
                .build())
        .build();
  }

  private static Entry entryOfATransfer() {
    return line(EntryType.TRANSFER_SENT, "seat-1")
        .setMore(
            MoreFacts.newBuilder()
                .setCounterparty("wallet-2")
                .setPending(List.of(new PlanChangePending("free", LATER, true)))
                .setTransits(
                    List.of(
                        new TransitOpened(
                            "seat-1",
                            "wallet-2",
                            List.of(
                                GrantTerms.newBuilder()
                                    .setGrant("monthly@2026-01-31T14:37:05.123Z~1")
                                    .setPool("message")
                                    .setSource("rollover")
                                    .setAmount(20_000_000L)
                                    .setEffectiveAt(LATER)
                                    .setRule("monthly")
                                    .setRequiresPaidPlan(true)
                                    .setOrigin(NOW)
                                    .setTimes(1)
                                    .build()),
                            new SeatMoved(
                                "builder",
                                NOW,
                                List.of(
                                    new PeriodMoved(
                                        "monthly", "message", NOW, LATER, 1, 0L, Instant.EPOCH))))))
                .setEndedTransits(List.of("transfer-0"))
                .build())
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
        .setTried(List.of(new TriedGrant("gift", 4_000_000L, GrantUsable.NOT_IN_SCOPE)))
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
        .setScope(List.of("chat.*"))
        .setNextReset(LATER)
        .setGrant("gift")
        .setAmount(4_000_000L)
        .setExpiresAt(LATER)
        .build();
  }
}
