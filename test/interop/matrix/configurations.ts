/** Configurations and launchers of the brokers: anonymous listeners on the loopback, and otherwise what they do by themselves. */

export const MOSQUITTO_CONF = (port: number): string =>
  `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 0\n`;

export const RABBITMQ_CONF = (port: number): string =>
  `listeners.tcp = none\nmqtt.listeners.tcp.1 = 127.0.0.1:${port}\nmqtt.allow_anonymous = true\n`;

export const AMQTT_YAML = (port: number): string => `listeners:
  default:
    type: tcp
    bind: 127.0.0.1:${port}
    max_connections: 0
plugins:
  amqtt.plugins.authentication.AnonymousAuthPlugin:
    allow_anonymous: true
`;

const rumqttdListener = (name: string, port: number): string => `[${name}.1]
name = "${name}"
listen = "127.0.0.1:${port}"
next_connection_delay_ms = 1
[${name}.1.connections]
connection_timeout_ms = 60000
max_payload_size = 20480
max_inflight_count = 100
dynamic_filters = true
`;

/** 3.1.1 on `port`, 5.0 on the one behind it. */
export const RUMQTTD_TOML = (port: number): string => `id = 0
[router]
id = 0
max_connections = 10010
max_outgoing_packet_count = 200
max_segment_size = 104857600
max_segment_count = 10
${rumqttdListener('v4', port)}${rumqttdListener('v5', port + 1)}`;

/** A program around the library; `go mod tidy` finds the rest. */
export const MOCHI = (version: string): Readonly<Record<string, string>> => ({
  'go.mod': `module interop\n\ngo 1.22\n\nrequire github.com/mochi-mqtt/server/v2 ${version}\n`,
  'main.go': `package main

import (
	"log"
	"os"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/auth"
	"github.com/mochi-mqtt/server/v2/listeners"
)

func main() {
	server := mqtt.New(&mqtt.Options{})
	if err := server.AddHook(new(auth.AllowHook), nil); err != nil {
		log.Fatal(err)
	}
	tcp := listeners.NewTCP(listeners.Config{ID: "tcp", Address: "127.0.0.1:" + os.Args[1]})
	if err := server.AddListener(tcp); err != nil {
		log.Fatal(err)
	}
	if err := server.Serve(); err != nil {
		log.Fatal(err)
	}
	select {}
}
`,
});

export const LAUNCHERS = {
  HiveMq: `import com.hivemq.embedded.EmbeddedHiveMQ;
import java.nio.file.*;

public class HiveMq {
  public static void main(String[] args) throws Exception {
    Path home = Files.createTempDirectory("hivemq");
    Path conf = Files.createDirectories(home.resolve("conf"));
    Path data = Files.createDirectories(home.resolve("data"));
    Path extensions = Files.createDirectories(home.resolve("extensions"));
    Files.writeString(conf.resolve("config.xml"), "<?xml version=\\"1.0\\"?><hivemq><listeners><tcp-listener><port>"
        + args[0] + "</port><bind-address>127.0.0.1</bind-address></tcp-listener></listeners>"
        + "<anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics></hivemq>");
    EmbeddedHiveMQ.builder().withConfigurationFolder(conf).withDataFolder(data).withExtensionsFolder(extensions)
        .withoutLoggingBootstrap().build().start().join();
    Thread.currentThread().join();
  }
}
`,
  Moquette: `import io.moquette.broker.Server;
import io.moquette.broker.config.MemoryConfig;
import java.util.Properties;

public class Moquette {
  public static void main(String[] args) throws Exception {
    Properties settings = new Properties();
    settings.setProperty("host", "127.0.0.1");
    settings.setProperty("port", args[0]);
    settings.setProperty("allow_anonymous", "true");
    settings.setProperty("allow_zero_byte_client_id", "true");
    settings.setProperty("telemetry_enabled", "false");
    settings.setProperty("persistence_enabled", "false");
    settings.setProperty("immediate_buffer_flush", "true");
    new Server().startServer(new MemoryConfig(settings));
    Thread.currentThread().join();
  }
}
`,
  Artemis: `import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

public class Artemis {
  public static void main(String[] args) throws Exception {
    ConfigurationImpl settings = new ConfigurationImpl();
    settings.setPersistenceEnabled(false);
    settings.setSecurityEnabled(false);
    settings.addAcceptorConfiguration("mqtt", "tcp://127.0.0.1:" + args[0] + "?protocols=MQTT");
    EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    server.setConfiguration(settings);
    server.start();
    Thread.currentThread().join();
  }
}
`,
} as const;
