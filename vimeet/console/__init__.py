"""The console door: views, forms and templates only."""
