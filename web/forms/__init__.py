"""Forms: the way from what was typed to what is recorded, written once for every act."""
