"""The people portal of a company: directory, leave, approvals, timesheets, expenses, training, payslips."""

from negforge.worlds.people.world import WORLD as WORLD
