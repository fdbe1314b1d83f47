package dev.scrip.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.scrip.projector.audit.Line;
import io.netty.util.AsciiString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Answers that are no problems. */
final class Reply {
  static final AsciiString REPLAYED = AsciiString.cached("idempotent-replayed");

  private Reply() {}

  static HttpResponse json(HttpStatus status, ObjectNode json) {
    return json(ResponseHeaders.builder(status), json);
  }

  private static HttpResponse json(ResponseHeadersBuilder headers, ObjectNode json) {
    return HttpResponse.of(
        headers.contentType(MediaType.JSON).set(HttpHeaderNames.CACHE_CONTROL, "no-store").build(),
        HttpData.ofUtf8(json.toString()));
  }

  /** A node's JSON as it is; its problem as ours. */
  static HttpResponse passed(AggregatedHttpResponse answer) {
    NodeClient.check(answer);
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        answer.content());
  }

  /** A node's JSON, or 304 for a caller that has it already. */
  static HttpResponse versioned(Request request, AggregatedHttpResponse answer) {
    NodeClient.check(answer);
    String etag = etag(answer.content().array());
    boolean known = request.hasVersion(etag);
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .set(HttpHeaderNames.ETAG, etag)
            .set(HttpHeaderNames.CACHE_CONTROL, "private, no-cache");
    return known
        ? HttpResponse.of(headers.build())
        : HttpResponse.of(headers.contentType(MediaType.JSON).build(), answer.content());
  }

  static String etag(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return "\"" + HexFormat.of().formatHex(hash, 0, 16) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * What became of a command: the accepted entry with a status, a refusal as a problem, or 202 and
   * where to look later.
   */
  static HttpResponse outcome(CommandClient.Outcome outcome, HttpStatus accepted) {
    return switch (outcome) {
      case CommandClient.Undecided undecided -> undecided(undecided);
      case CommandClient.Nothing _ ->
          throw new IllegalStateException("only an opening or a forgoing leaves no line");
      case CommandClient.Decided(Line line, boolean replayed) ->
          switch (line) {
            case Line.Accepted(var entry) -> {
              ResponseHeadersBuilder headers = ResponseHeaders.builder(accepted);
              if (replayed) {
                headers.set(REPLAYED, "true");
              }
              yield json(headers, LineJson.accepted(entry));
            }
            case Line.Refused(var rejection) -> throw Problem.rejected(rejection, replayed);
            case Line.Crossed _ -> throw new IllegalStateException("no command is a crossing");
          };
    };
  }

  static HttpResponse undecided(CommandClient.Undecided undecided) {
    return json(
        ResponseHeaders.builder(HttpStatus.ACCEPTED)
            .set(HttpHeaderNames.LOCATION, location(undecided))
            .set(HttpHeaderNames.RETRY_AFTER, "1"),
        pending(undecided));
  }

  static ObjectNode pending(CommandClient.Undecided undecided) {
    return Json.object()
        .put("id", undecided.commandId())
        .put("wallet", undecided.wallet())
        .put("decision", "pending")
        .put("explanation", "The command is in the log and will be decided; look at Location");
  }

  /** Where to look for a decision later. */
  static String location(CommandClient.Undecided undecided) {
    return "/v1/wallets/"
        + NodeClient.encoded(undecided.wallet())
        + "/decisions/"
        + NodeClient.encoded(undecided.commandId());
  }
}
