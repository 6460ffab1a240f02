"""Paced QoS 0 publishing with paho: python3 python_paho.py <port> <clients> <messages a second in total> <seconds> <payload bytes>"""

import json
import sys
import time

from paho.mqtt.client import CallbackAPIVersion, Client


def connected(port, index):
    client = Client(CallbackAPIVersion.VERSION2, client_id=f"paho-{index}")
    client.connect("127.0.0.1", port, keepalive=300)
    while not client.is_connected():
        client.loop(timeout=0.1)
    return client


def main():
    port, clients, rate, seconds, size = (int(argument) for argument in sys.argv[1:6])
    peers = [connected(port, index) for index in range(clients)]
    payload = b"x" * size
    total = rate * seconds
    sent = 0
    start = time.monotonic()
    while sent < total:
        due = min(total, int((time.monotonic() - start) * rate))
        touched = set()
        while sent < due:
            index = sent % clients
            peers[index].publish(f"bench/{index}", payload)
            touched.add(index)
            sent += 1
        for index in touched:
            peers[index].loop_write()
        time.sleep(0.001)
    for peer in peers:
        peer.disconnect()
    print(json.dumps({"sent": sent}))


main()
