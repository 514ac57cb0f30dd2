"""Slack: payloads in, Block Kit out. The only place that knows slack_bolt and slack_sdk; it decides nothing."""
