"""One attention layer: what gives its weights, its quantities, the charts and domains they are studied in."""
