"""What both faces share: headers, limits, the refusal of foreign requests, error pages, log lines."""
