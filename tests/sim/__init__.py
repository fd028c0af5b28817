"""Product-quality stand-ins and the machinery to run the real service in tests."""
