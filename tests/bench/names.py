"""What contestants are called."""

NAMES = {
    "detente": "detente",
    "numpy": "numpy",
    "moocore": "moocore",
    "cpsat": "CP-SAT",
    "negmas": "negmas",
    "negmas_points": "negmas, points given",
    "negmas_stats": "negmas, all statistics",
}
