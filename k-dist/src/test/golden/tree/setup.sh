# Brings services into states that a manifest alone does not lead to.
set -e
svcadm disable -s -c 'too noisy' state/commented
svcadm disable -s -t -c 'for lunch' state/temporary
svcadm disable -s -t state/silent
svcadm enable -s -t state/borrowed
svcadm enable -s fault/stop fault/refresh way/stopping state/degraded fault/administrator
svcadm mark degraded state/degraded
svcadm mark maintenance fault/administrator
svcadm disable fault/stop way/stopping
svcadm refresh fault/refresh

# The second of a cycle, which is the one that completes it.
svccfg -f - <<END
select fault/cycle-two:default
addpg one dependency
setprop one/grouping = astring: require_all
setprop one/restart_on = astring: none
setprop one/type = astring: service
setprop one/entities = fmri: svc:/fault/cycle-one:default
refresh
END
