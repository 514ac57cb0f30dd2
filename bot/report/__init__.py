"""The council's report and other drawings: what is found, said as neutral parts, made into PDF, sheets and pictures."""
