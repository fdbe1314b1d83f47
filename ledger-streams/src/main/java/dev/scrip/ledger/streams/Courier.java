package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.schemas.Restore;
import dev.scrip.schemas.Settle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries transfers from wallet to wallet. The node of the source repeats what a transfer brings
 * until the source's state no longer has the transfer; the node of the target answers each copy
 * with what was decided on the first. Whatever is lost on the way, a copy or an answer, is sent
 * again; whatever comes twice changes nothing. Decides nothing itself.
 *
 * <p>As with ticks, the index of transfers is a hint kept in memory: the wallet's state is the
 * truth. {@link Timers} drives it and fills the index anew when a partition opens.
 */
public final class Courier {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  private static final int MOST_PER_ROUND = 200;
  private static final int MOST_ANSWERS = 10_000;
  private static final long REPEAT_AFTER_MS = 2_000;

  /** Where commands go; they may get lost. */
  @FunctionalInterface
  public interface Post {
    void send(dev.scrip.schemas.Command command);
  }

  private record Transfer(String wallet, String id) {}

  private record Parcel(long sendAt, int partition, Transfer transfer)
      implements Comparable<Parcel> {
    @Override
    public int compareTo(Parcel other) {
      int byTime = Long.compare(sendAt, other.sendAt);
      int byWallet = transfer.wallet.compareTo(other.transfer.wallet);
      return byTime != 0
          ? byTime
          : byWallet != 0 ? byWallet : transfer.id.compareTo(other.transfer.id);
    }
  }

  private final BiFunction<Integer, String, Wallet> load;
  private final Post post;

  private final TreeSet<Parcel> parcels = new TreeSet<>();
  private final Map<Transfer, Parcel> byTransfer = new HashMap<>();
  private final Map<String, dev.scrip.schemas.Command> answers = new LinkedHashMap<>();

  /**
   * @param load a wallet of a partition held here, {@link Wallet#absent} if unknown
   */
  public Courier(BiFunction<Integer, String, Wallet> load, Post post) {
    this.load = load;
    this.post = post;
  }

  /**
   * A wallet of a partition held here has changed, or was found there. Says whether there is
   * something new to carry.
   */
  synchronized boolean seen(int partition, Wallet wallet) {
    boolean found = false;
    for (Wallet.Transit transit : wallet.dealings().transits()) {
      Transfer transfer = new Transfer(wallet.id(), transit.id());
      if (!byTransfer.containsKey(transfer)) {
        put(new Parcel(Long.MIN_VALUE, partition, transfer));
        found = true;
      }
    }
    return found;
  }

  synchronized void closed(int partition) {
    parcels.removeIf(parcel -> parcel.partition() == partition);
    byTransfer.values().removeIf(parcel -> parcel.partition() == partition);
  }

  /** A copy was decided on here: its sender is told. What is too much is asked for again. */
  synchronized void delivered(String wallet, Command.Deliver delivery, Optional<Reason> refusal) {
    if (answers.size() < MOST_ANSWERS) {
      String transfer = delivery.transfer();
      dev.scrip.schemas.Command answer =
          refusal
              .map(reason ->
                  command(
                      TransferIds.of("restore", wallet, transfer),
                      delivery.from(),
                      new Restore(transfer, reason.name())))
              .orElseGet(() ->
                  command(
                      TransferIds.of("settle", wallet, transfer),
                      delivery.from(),
                      new Settle(transfer)));
      answers.put(delivery.from() + '\0' + answer.getCommandId(), answer);
    }
  }

  /**
   * Sends what is to be sent now.
   *
   * @param now epoch milliseconds of this machine, whatever a test clock says
   */
  void round(long now) {
    takeAnswers().forEach(answer -> attempt(answer.getCommandId(), () -> post.send(answer)));
    takeParcels(now).forEach(parcel -> attempt(parcel.transfer().id(), () -> carry(parcel)));
  }

  /** One that cannot be sent now holds back no other: it is repeated. */
  private static void attempt(String what, Runnable sending) {
    try {
      sending.run();
    } catch (RuntimeException e) {
      LOG.warn("transfer {} was not carried, it is repeated: {}", what, e.toString());
    }
  }

  private synchronized List<dev.scrip.schemas.Command> takeAnswers() {
    List<dev.scrip.schemas.Command> taken =
        answers.values().stream().limit(MOST_PER_ROUND).toList();
    answers.values().removeAll(taken);
    return taken;
  }

  /** What is taken stands in the index again, for its repetition. */
  private synchronized List<Parcel> takeParcels(long now) {
    List<Parcel> taken = new ArrayList<>();
    while (taken.size() < MOST_PER_ROUND && !parcels.isEmpty() && parcels.first().sendAt() <= now) {
      Parcel parcel = parcels.removeFirst();
      taken.add(parcel);
      put(new Parcel(now + REPEAT_AFTER_MS, parcel.partition(), parcel.transfer()));
    }
    return taken;
  }

  private void put(Parcel parcel) {
    parcels.add(parcel);
    byTransfer.put(parcel.transfer(), parcel);
  }

  /** Whether it is still to be carried is judged on the wallet as it is, not on the hint. */
  private void carry(Parcel parcel) {
    Transfer transfer = parcel.transfer();
    Optional<Wallet.Transit> transit =
        load.apply(parcel.partition(), transfer.wallet()).dealings().transits().stream()
            .filter(open -> open.id().equals(transfer.id()))
            .findFirst();
    if (transit.isEmpty()) {
      forget(transfer);
      return;
    }
    Command.Deliver delivery =
        new Command.Deliver(
            transfer.id(), transfer.wallet(), transit.get().grants(), transit.get().seat());
    post.send(
        command(
            TransferIds.of("deliver", transfer.wallet(), transfer.id()),
            transit.get().to(),
            DeliveryWire.toAvro(delivery)));
  }

  private synchronized void forget(Transfer transfer) {
    Parcel parcel = byTransfer.remove(transfer);
    if (parcel != null) {
      parcels.remove(parcel);
    }
  }

  private static dev.scrip.schemas.Command command(String id, String wallet, SpecificRecord body) {
    return dev.scrip.schemas.Command.newBuilder()
        .setCommandId(id)
        .setWallet(wallet)
        .setBody(body)
        .build();
  }
}
