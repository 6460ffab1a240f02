/** What `mqtt-bench` says when it is called with nothing: what it is, what to try, where to go on. `guide` is a path. */
export function welcome(version: string, guide: string): string {
  return `mqtt-bench ${version}

mqtt-bench tests MQTT brokers, 3.1.1 and 5.0: what they do, and how much they carry. A scenario says what clients do;
mqtt-bench knows what MQTT promises, judges every message, and ends with a verdict.

To try at once, on the broker that it brings:
  mqtt-bench run qos2                                   does every QoS 2 message arrive exactly once?
  mqtt-bench conformance --section 3.1                  what does the specification say of CONNECT, and is it so?
  mqtt-bench init                                       a scenario of your own, with comments

On a broker of yours:
  mqtt-bench run qos2 --target mqtt://localhost:1883

All commands:                    mqtt-bench --help
Options and examples of one:     mqtt-bench run --help
Guide, a page for each task:     ${guide}
`;
}
