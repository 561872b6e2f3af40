"""What must be true before anything is published: Great Expectations suites and stored verdicts."""
