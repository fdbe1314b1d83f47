package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.load.Workload;
import java.util.Arrays;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What can be measured, by the names of the command line. */
enum What {
  DRAIN(Drain.WHAT),
  SUSTAINED("sustained"),
  LATENCY(KafkaLatency.WHAT),
  HTTP("http"),
  STORM("storm"),
  REPLAY("replay"),
  RESTORE("restore"),
  COLD("cold"),
  PASS_THROUGH(PassThroughDrain.WHAT),
  PRODUCER("producer"),
  POSTGRES(PostgresCharges.WHAT);

  private final String text;

  What(String text) {
    this.text = text;
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return text;
  }

  /** The measurements of that name. */
  Stream<Measurement> measurements(Scope scope) {
    Sizes sizes = scope.sizes();
    Bed.Setup setup = scope.setup();
    int seconds = scope.seconds();
    return switch (this) {
      case DRAIN -> scope.workloads().stream().map(load -> new Drain(load, sizes, setup));
      case SUSTAINED ->
          Stream.of(Workload.W1, Workload.W7)
              .map(load -> new Sustained(load, sizes, seconds, setup));
      case LATENCY ->
          Stream.of(
              new KafkaLatency(sizes, scope.perSecond(), seconds, setup),
              new HttpLatency(sizes, scope.perSecond(), seconds, setup));
      case HTTP ->
          Stream.of(
              new HttpThroughput(sizes, 64, 1, seconds, setup),
              new HttpThroughput(sizes, 8, 1_000, seconds, setup));
      case STORM -> Stream.of(new Storm(sizes, seconds, setup));
      case REPLAY ->
          Stream.of(Workload.W1, Workload.W7).map(load -> new ReplayRate(load, sizes, setup));
      case RESTORE -> Stream.of(new Restore(sizes, false, setup), new Restore(sizes, true, setup));
      case COLD -> Stream.of(new ColdStart(setup));
      case PASS_THROUGH -> Stream.of(new PassThroughDrain(sizes, setup));
      case PRODUCER -> Stream.of(new RawProducer(sizes, setup));
      case POSTGRES -> PostgresCharges.all(setup.folder(), sizes.wallets(), seconds);
    };
  }

  /** Reads names of the command line. */
  static final class Reader implements ITypeConverter<What> {
    @Override
    public What convert(String name) {
      return Arrays.stream(values())
          .filter(what -> what.text.equals(name))
          .findFirst()
          .orElseThrow(() ->
              new TypeConversionException(
                  "expected one of %s, found \"%s\"".formatted(Arrays.toString(values()), name)));
    }
  }
}
