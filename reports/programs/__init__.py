"""What leaders of a programme may know of it: before and after from stored figures, never what anybody did with it."""
