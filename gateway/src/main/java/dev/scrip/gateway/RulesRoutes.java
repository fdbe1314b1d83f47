package dev.scrip.gateway;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The rules: versions, and publishing one. The node checks them, every fault at once. */
final class RulesRoutes {
  private static final List<MediaType> TYPES =
      List.of(
          MediaType.create("application", "yaml"),
          MediaType.create("application", "x-yaml"),
          MediaType.create("text", "yaml"),
          MediaType.create("text", "x-yaml"),
          MediaType.JSON);

  private final NodeClient nodes;

  RulesRoutes(NodeClient nodes) {
    this.nodes = nodes;
  }

  CompletableFuture<HttpResponse> list(Request request) {
    return nodes.rules().thenApply(Reply::passed);
  }

  CompletableFuture<HttpResponse> publish(Request request) {
    if (request.text(TYPES).isBlank()) {
      throw Problem.invalid("body", "", "rules as YAML or JSON");
    }
    String name = request.query("name");
    return nodes
        .publishRules(name.isEmpty() ? "rules.yaml" : name, request.bytes())
        .thenApply(Reply::passed);
  }
}
