"""Short practices and what a member keeps after one; strictest rule: doing one leaves no trace."""
