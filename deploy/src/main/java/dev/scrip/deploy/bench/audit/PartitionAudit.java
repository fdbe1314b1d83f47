package dev.scrip.deploy.bench.audit;

import dev.scrip.schemas.Command;
import dev.scrip.schemas.Deliver;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryCause;
import dev.scrip.schemas.LimitUse;
import dev.scrip.schemas.Posting;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.Restore;
import dev.scrip.schemas.Settle;
import dev.scrip.schemas.Tick;
import java.util.ArrayList;
import java.util.List;

/**
 * The books of one partition, kept again from its lines alone: what each grant has left follows
 * from posting to posting and is never below 0, a pool's balance is the sum of its postings, and
 * each command that was sent is answered once, however often it was sent.
 *
 * <p>It is made for the loads of benchmarks: no holds, no grants that become active later, no
 * overdraft. Names are kept as 64-bit hashes; that two of ten million are the same, and a fault is
 * told that is none, happens once in 370,000 audits.
 */
final class PartitionAudit {
  private static final int MOST_TOLD = 10;

  private final LongMap sent = new LongMap();
  private final LongMap answered = new LongMap();
  private final LongMap left = new LongMap();
  private final LongMap balances = new LongMap();
  private final List<String> breaches = new ArrayList<>();
  private long found;

  /** Takes a command of the log. */
  void command(Command command) {
    Object body = command.getBody();
    boolean own =
        body instanceof Tick
            || body instanceof Deliver
            || body instanceof Settle
            || body instanceof Restore;
    if (!own) {
      sent.put(hash(command.getWallet(), command.getCommandId()), 0);
    }
  }

  void entry(Entry entry) {
    if (entry.getCause() == EntryCause.COMMAND) {
      answer(entry.getWallet(), entry.getCommandId());
    }
    for (Posting posting : entry.getPostings()) {
      post(entry, posting);
    }
    notNegative(entry.getWallet(), entry.getSequence(), "amount", entry.getAmount());
    for (LimitUse limit : entry.getLimits()) {
      notNegative(entry.getWallet(), entry.getSequence(), limit.getLimit(), limit.getAfter());
    }
    if (!entry.getPool().isEmpty()) {
      long sum = balances.get(hash(entry.getWallet(), entry.getPool()), 0);
      if (sum != entry.getBalanceAfter()) {
        breach(
            "%s:%d: balance %d of %s, its postings come to %d"
                .formatted(
                    entry.getWallet(),
                    entry.getSequence(),
                    entry.getBalanceAfter(),
                    entry.getPool(),
                    sum));
      }
    }
  }

  private void post(Entry entry, Posting posting) {
    long grant = hash(entry.getWallet(), entry.getWallet(), posting.getGrant());
    long before = left.get(grant, 0);
    if (posting.getBefore() != before || posting.getAfter() != before + posting.getAmount()) {
      breach(
          "%s:%d: %s had %d left, the posting says %d %+d = %d"
              .formatted(
                  entry.getWallet(),
                  entry.getSequence(),
                  posting.getGrant(),
                  before,
                  posting.getBefore(),
                  posting.getAmount(),
                  posting.getAfter()));
    }
    notNegative(entry.getWallet(), entry.getSequence(), posting.getGrant(), posting.getAfter());
    left.put(grant, posting.getAfter());
    balances.add(hash(entry.getWallet(), posting.getPool()), posting.getAmount());
  }

  void rejection(Rejection rejection) {
    notNegative(rejection.getWallet(), rejection.getSequence(), "balance", rejection.getBalance());
    // An unknown wallet remembers nothing, and a conflict is nobody's answer but its own.
    if (rejection.getSequence() > 0
        && rejection.getReason() != RejectionReason.IDEMPOTENCY_CONFLICT) {
      answer(rejection.getWallet(), rejection.getCommandId());
    }
  }

  void depletion(Depletion depletion) {
    notNegative(depletion.getWallet(), depletion.getSequence(), "balance", depletion.getBalance());
  }

  private void answer(String wallet, String commandId) {
    long id = hash(wallet, commandId);
    if (answered.has(id)) {
      breach("%s of %s is answered twice".formatted(commandId, wallet));
    }
    if (!sent.has(id)) {
      breach("%s of %s is answered, and was never sent".formatted(commandId, wallet));
    }
    answered.put(id, 0);
  }

  private void notNegative(String wallet, long sequence, String what, long found) {
    if (found < 0) {
      breach("%s:%d: %s is %d".formatted(wallet, sequence, what, found));
    }
  }

  /** What a wallet's pool has, by its postings. */
  long balance(String wallet, String pool) {
    return balances.get(hash(wallet, pool), 0);
  }

  /** How many different commands were answered. */
  long outcomes() {
    return answered.size();
  }

  /** What is wrong, the first of it in words; to be asked when all was taken. */
  List<String> breaches() {
    List<String> all = new ArrayList<>(breaches);
    if (found > MOST_TOLD) {
      all.add("and %,d more".formatted(found - MOST_TOLD));
    }
    long[] lost = {0};
    sent.forEachKey(id -> lost[0] += answered.has(id) ? 0 : 1);
    if (lost[0] > 0) {
      all.add("%,d of %,d commands have no outcome".formatted(lost[0], sent.size()));
    }
    return all;
  }

  private void breach(String breach) {
    found++;
    if (found <= MOST_TOLD) {
      breaches.add(breach);
    }
  }

  private static long hash(String... parts) {
    long hash = 0xCBF29CE484222325L; // FNV-1a, then the finalizer of MurmurHash3
    for (String part : parts) {
      for (int i = 0; i < part.length(); i++) {
        hash = (hash ^ part.charAt(i)) * 0x100000001B3L;
      }
      hash = (hash ^ 0x1_0000L) * 0x100000001B3L; // no character: "ab", "c" is not "a", "bc"
    }
    hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return hash ^ (hash >>> 33);
  }
}
