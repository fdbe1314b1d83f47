package dev.scrip.deploy.embedded;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Controller and broker of a cluster of one, put together as {@link KafkaRaftServer} does, but for
 * one step between them: the controller forgets the broker that ran before. Otherwise, after a
 * kill, the new broker would lead its partitions in the name of the old one, until that one's
 * session runs out and it loses them all for a moment; a transaction whose end is being written
 * just then counts as ended while some of its partitions never hear of it (ADR 10).
 */
final class SingleServer {
  private static final Logger LOG = LoggerFactory.getLogger(SingleServer.class);

  private static final Duration ELECTION = Duration.ofSeconds(60);
  private static final Duration RETRY = Duration.ofMillis(10);

  private final ControllerServer controller;
  private final BrokerServer broker;

  SingleServer(KafkaConfig config) {
    var folders = KafkaRaftServer.initializeLogDirs(config, LOG, "");
    MetaPropertiesEnsemble properties = folders._1();
    BootstrapMetadata bootstrap = folders._2();
    var shared =
        new SharedServer(
            config,
            properties,
            Time.SYSTEM,
            Server.initializeMetrics(config, Time.SYSTEM, properties.clusterId().orElseThrow()),
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
            new StandardFaultHandlerFactory(),
            ServerSocketFactory.INSTANCE);
    controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), bootstrap);
    broker = new BrokerServer(shared);
  }

  void startup() {
    controller.startup();
    forgetFormerBroker();
    broker.startup();
  }

  void shutdown() {
    broker.shutdown();
    controller.shutdown();
    broker.awaitShutdown();
    controller.awaitShutdown();
  }

  private void forgetFormerBroker() {
    long deadline = System.nanoTime() + ELECTION.toNanos();
    while (!isBrokerForgotten(deadline)) {
      LockSupport.parkNanos(RETRY.toNanos());
    }
  }

  /** Answers false as long as the controller has not elected itself. */
  private boolean isBrokerForgotten(long deadline) {
    var context =
        new ControllerRequestContext(
            new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.of(deadline));
    try {
      controller.controller().unregisterBroker(context, controller.config().nodeId()).get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerIdNotRegisteredException) { // the first start of all
        return true;
      }
      if (e.getCause() instanceof NotControllerException && System.nanoTime() < deadline) {
        return false;
      }
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }
}
