package dev.scrip.ledger.streams;

import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Control;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Text;
import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.Authorize;
import dev.scrip.schemas.CancelPlan;
import dev.scrip.schemas.Capture;
import dev.scrip.schemas.ChangePlan;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.CloseWallet;
import dev.scrip.schemas.Deliver;
import dev.scrip.schemas.Forgo;
import dev.scrip.schemas.MoveLedger;
import dev.scrip.schemas.MoveSeat;
import dev.scrip.schemas.OpenWallet;
import dev.scrip.schemas.PublishRules;
import dev.scrip.schemas.RaiseLevel;
import dev.scrip.schemas.Refund;
import dev.scrip.schemas.Release;
import dev.scrip.schemas.Reset;
import dev.scrip.schemas.Restore;
import dev.scrip.schemas.ResumePlan;
import dev.scrip.schemas.SetClock;
import dev.scrip.schemas.SetLimit;
import dev.scrip.schemas.Setting;
import dev.scrip.schemas.Settle;
import dev.scrip.schemas.Tick;
import dev.scrip.schemas.Transfer;
import dev.scrip.schemas.VoidGrant;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Commands and control records: Avro and domain, both ways where both are needed. */
final class CommandWire {
  private CommandWire() {}

  /** A record's body is a request to a wallet, or a control record. */
  sealed interface Meaning {}

  record Request(Command command) implements Meaning {}

  record Ordered(Control control) implements Meaning {}

  static Meaning meaning(dev.scrip.schemas.Command avro) {
    return switch (avro.getBody()) {
      case Setting setting ->
          ordered(
              setting.getNumber(),
              setting.getFollows(),
              new Control.Setting(setting.getPartitions(), setting.getMemoryMs()));
      case RaiseLevel raise ->
          ordered(raise.getNumber(), raise.getFollows(), new Control.RaiseLevel(raise.getLevel()));
      case SetClock set ->
          ordered(set.getNumber(), set.getFollows(), new Control.SetClock(millis(set.getNow())));
      case MoveLedger move ->
          ordered(move.getNumber(), move.getFollows(), new Control.MoveLedger(move.getTo()));
      case PublishRules rules ->
          ordered(
              rules.getNumber(),
              rules.getFollows(),
              new Control.PublishRules(RulesWire.toDomain(rules)));
      default -> new Request(command(avro, body(avro.getBody())));
    };
  }

  private static Ordered ordered(long number, long follows, Control.Body body) {
    return new Ordered(new Control(number, follows, body));
  }

  static Command command(dev.scrip.schemas.Command avro, Command.Body body) {
    return new Command(
        avro.getCommandId(),
        avro.getWallet(),
        avro.getActor(),
        avro.getApp(),
        Text.of(avro.getMetadata(), bytes(avro.getSalt())),
        body);
  }

  private static Command.Body body(Object avro) {
    return switch (avro) {
      case OpenWallet open -> new Command.Open(open.getPlan(), millis(open.getAnchor()));
      case Charge charge ->
          new Command.Charge(
              charge.getAction(),
              charge.getQuantity(),
              amount(charge.getAmount()),
              new TreeMap<>(charge.getAttributes()));
      case AddGrant grant ->
          new Command.AddGrant(
              grant.getPool(),
              grant.getAmount(),
              Source.valueOf(grant.getSource().name()),
              millis(grant.getEffectiveAt()),
              millis(grant.getExpiresAt()),
              grant.getPriority(),
              grant.getScope(),
              grant.getCode());
      case VoidGrant target -> new Command.VoidGrant(target.getGrant());
      case Reset reset -> new Command.Reset(reset.getPools());
      case Tick _ -> new Command.Tick();
      case ChangePlan change ->
          new Command.ChangePlan(
              change.getPlan(),
              switch (change.getWhen()) {
                case NOW -> Command.When.NOW;
                case PERIOD_END -> Command.When.PERIOD_END;
              });
      case CancelPlan _ -> new Command.CancelPlan();
      case ResumePlan _ -> new Command.ResumePlan();
      case CloseWallet _ -> new Command.Close();
      case Forgo forgo -> new Command.Forgo(forgo.getId());
      case Authorize hold ->
          new Command.Authorize(
              hold.getAction(),
              hold.getQuantity(),
              amount(hold.getAmount()),
              new TreeMap<>(hold.getAttributes()),
              hold.getExpiresInMs());
      case Capture capture ->
          new Command.Capture(
              capture.getHold(), amount(capture.getQuantity()), amount(capture.getAmount()));
      case Release release -> new Command.Release(release.getHold());
      case Refund refund ->
          new Command.Refund(refund.getCharge(), amount(refund.getAmount()), refund.getFailed());
      case SetLimit set ->
          new Command.SetLimit(set.getLimit(), set.getActor(), amount(set.getAmount()));
      case Transfer transfer ->
          new Command.Transfer(transfer.getTo(), transfer.getPool(), transfer.getAmount());
      case MoveSeat move -> new Command.MoveSeat(move.getTo());
      case Deliver deliver -> DeliveryWire.toDomain(deliver);
      case Settle settle -> new Command.Settle(settle.getTransfer());
      case Restore restore -> DeliveryWire.toDomain(restore);
      default ->
          throw new IllegalStateException(
              "the schema has a command body this code does not read: " + avro.getClass());
    };
  }

  /** The control record as its Avro command; a schema announcement has a schema of its own. */
  static dev.scrip.schemas.Command avro(Control control) {
    long number = control.number();
    long follows = control.follows();
    Object body =
        switch (control.body()) {
          case Control.Setting(int partitions, long memoryMs) ->
              new Setting(number, follows, partitions, memoryMs);
          case Control.RaiseLevel(int level) -> new RaiseLevel(number, follows, level);
          case Control.PublishRules publish -> RulesWire.toAvro(number, follows, publish.rules());
          case Control.SetClock(long now) ->
              new SetClock(number, follows, now == UNSET ? null : Instant.ofEpochMilli(now));
          case Control.MoveLedger(String to) -> new MoveLedger(number, follows, to);
          case Control.AnnounceSchema _ ->
              throw new IllegalArgumentException("an announcement is no command");
        };
    return dev.scrip.schemas.Command.newBuilder()
        .setCommandId("control:" + number)
        .setWallet(key(control.body()))
        .setBody(body)
        .build();
  }

  /** Key of a control record. */
  static String key(Control.Body body) {
    return switch (body) {
      case Control.Setting _ -> "$setting";
      case Control.RaiseLevel _ -> "$level";
      case Control.PublishRules _ -> "$rules";
      case Control.SetClock _ -> "$clock";
      case Control.MoveLedger _ -> "$moved";
      case Control.AnnounceSchema _ -> "$schema";
    };
  }

  private static long millis(@Nullable Instant instant) {
    return instant == null ? UNSET : instant.toEpochMilli();
  }

  private static long amount(@Nullable Long micros) {
    return micros == null ? UNSET : micros;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
