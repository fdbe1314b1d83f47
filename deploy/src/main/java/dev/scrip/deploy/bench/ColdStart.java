package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.BenchProcess;
import dev.scrip.deploy.bench.cluster.GatewayHttp;
import dev.scrip.deploy.bench.cluster.Jvm;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.OpenWallet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@code scrip up} with nothing there, to the first accepted charge over HTTP; then the same with
 * the archive of classes that the launcher keeps from the start before.
 */
record ColdStart(Bed.Setup setup) implements Measurement {
  @Override
  public String what() {
    return "cold";
  }

  @Override
  public String of() {
    return "scrip up";
  }

  @Override
  public Result run(Progress progress) {
    try {
      Path folder = Files.createTempDirectory(setup.folder(), "cold-");
      try {
        progress.phase("starting", 2);
        Numbers numbers = new Numbers();
        numbers.put(Metric.FIRST, seconds(folder, "first"));
        progress.at(1);
        numbers.put(Metric.AGAIN, seconds(folder, "again"));
        return new Result(what(), of(), numbers.all());
      } finally {
        Bed.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no folder could be made in " + setup.folder(), e);
    }
  }

  private double seconds(Path folder, String name) {
    List<String> command =
        new Jvm(Map.of("up", Jvm.archive(folder.resolve("up.jsa"))))
            .command(
                "up",
                "up",
                "--data",
                folder.resolve(name).toString(),
                "--port",
                "0",
                "--kafka-port",
                "0");
    long began = System.nanoTime();
    try (BenchProcess up =
        BenchProcess.start(
            "up",
            folder.resolve(name + ".txt"),
            command,
            Map.of("SCRIP_ADMIN_KEY", Bed.ADMIN_KEY))) {
      try (GatewayHttp http = new GatewayHttp(up.address(), Bed.ADMIN_KEY)) {
        require(http.send(command("open", new OpenWallet("free", null))).join());
        require(
            http.send(command("charge", new Charge("chat.change", 1_000_000L, null, Map.of())))
                .join());
        return (System.nanoTime() - began) / 1e9;
      }
    }
  }

  private static void require(int status) {
    if (status != 201) {
      throw new IllegalStateException("expected 201 from the gateway, found " + status);
    }
  }

  private static Command command(String id, Object body) {
    return new Command(id, "ana", Instant.EPOCH, "", "", ByteBuffer.allocate(0), Map.of(), body);
  }
}
