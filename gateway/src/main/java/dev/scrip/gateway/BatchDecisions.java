package dev.scrip.gateway;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.scrip.gateway.CommandClient.Appended;
import dev.scrip.schemas.DecisionFrames;
import dev.scrip.schemas.DecisionFrames.Answer;
import dev.scrip.schemas.DecisionFrames.Kind;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What many commands came to: one question to each node, for all whose wallets it has. What a node
 * does not have is asked of the others, and of all of them again until the time is up; what nobody
 * answered for by then is asked alone, which at least says what is amiss.
 */
final class BatchDecisions {
  private static final long AGAIN_AFTER_MS = 100;

  private final NodeClient client;

  BatchDecisions(NodeClient client) {
    this.client = client;
  }

  /** One command, and the nodes that did not answer for it. */
  private record Open(Appended asked, Set<URI> tried) {}

  /** Completes when every command's answer has, well or not; never fails itself. */
  CompletableFuture<?> ask(List<Appended> asked, long waitMs) {
    List<Open> open = asked.stream().map(each -> new Open(each, new HashSet<>())).toList();
    round(open, System.nanoTime() + waitMs * 1_000_000);
    return CommandClient.whenAll(asked.stream().map(Appended::answer).toList());
  }

  private void round(List<Open> open, long deadlineNs) {
    List<URI> others = client.nodes().inOrder("");
    Map<URI, List<Open>> byNode = new LinkedHashMap<>();
    List<Open> nowhere = new ArrayList<>();
    for (Open each : open) {
      URI node = next(each, others);
      (node == null ? nowhere : byNode.computeIfAbsent(node, _ -> new ArrayList<>())).add(each);
    }
    byNode.forEach((node, here) -> askNode(node, here, deadlineNs));
    if (!nowhere.isEmpty()) {
      again(nowhere, deadlineNs);
    }
  }

  /** Whoever has the wallet, as far as known, then the others; null = all were asked. */
  private @Nullable URI next(Open open, List<URI> others) {
    URI owner = client.nodes().owner(open.asked().wallet());
    if (owner != null && !open.tried().contains(owner)) {
      return owner;
    }
    return others.stream().filter(node -> !open.tried().contains(node)).findFirst().orElse(null);
  }

  private void askNode(URI node, List<Open> here, long deadlineNs) {
    List<DecisionFrames.Question> questions =
        here.stream()
            .map(each -> new DecisionFrames.Question(each.asked().offset(), each.asked().bytes()))
            .toList();
    var _ =
        client
            .decisions(node, questions, leftMs(deadlineNs))
            .handle((answer, failure) -> settle(node, here, answer, deadlineNs))
            .exceptionally(failure -> {
              // Nobody may wait for ever, whatever went wrong here.
              here.forEach(each -> each.asked().answer().completeExceptionally(failure));
              return true;
            });
  }

  private boolean settle(
      URI node, List<Open> here, @Nullable AggregatedHttpResponse answer, long deadlineNs) {
    if (answer != null && answer.status().equals(HttpStatus.OK)) {
      settle(node, here, answers(answer, here.size()), deadlineNs);
    } else if (answer == null || answer.status().equals(HttpStatus.SERVICE_UNAVAILABLE)) {
      elsewhere(node, here, deadlineNs);
    } else {
      // A node that knows no batches, or does not take this one: each by itself says why.
      alone(here, deadlineNs);
    }
    return true;
  }

  private static List<Answer> answers(AggregatedHttpResponse answer, int asked) {
    try {
      return DecisionFrames.answers(answer.content().array(), asked);
    } catch (IllegalArgumentException e) {
      throw Problem.unavailable(
          "expected decisions from the ledger node, found bytes that are none: " + e.getMessage());
    }
  }

  private void settle(URI node, List<Open> here, List<Answer> answers, long deadlineNs) {
    List<Open> missing = new ArrayList<>();
    for (int i = 0; i < here.size(); i++) {
      if (answers.get(i).kind() == Kind.NOT_HERE) {
        missing.add(here.get(i));
      } else {
        here.get(i).asked().answer().complete(answers.get(i));
      }
    }
    if (!missing.isEmpty()) {
      elsewhere(node, missing, deadlineNs);
    }
  }

  private void elsewhere(URI node, List<Open> open, long deadlineNs) {
    client.nodes().lookAgain();
    open.forEach(each -> each.tried().add(node));
    round(open, deadlineNs);
  }

  /** All nodes were asked in vain: ask them again, as long as there is time. */
  private void again(List<Open> open, long deadlineNs) {
    if (leftMs(deadlineNs) < AGAIN_AFTER_MS) {
      alone(open, deadlineNs);
      return;
    }
    client.nodes().lookAgain();
    open.forEach(each -> each.tried().clear());
    CompletableFuture.delayedExecutor(AGAIN_AFTER_MS, TimeUnit.MILLISECONDS)
        .execute(() -> round(open, deadlineNs));
  }

  private void alone(List<Open> open, long deadlineNs) {
    for (Open each : open) {
      Appended asked = each.asked();
      var _ =
          client
              .decision(asked.wallet(), asked.bytes(), asked.offset(), leftMs(deadlineNs))
              .whenComplete((answer, failure) -> {
                if (failure == null) {
                  asked.answer().complete(answer);
                } else {
                  asked.answer().completeExceptionally(failure);
                }
              });
    }
  }

  private static long leftMs(long deadlineNs) {
    return Math.max(0, (deadlineNs - System.nanoTime()) / 1_000_000);
  }
}
