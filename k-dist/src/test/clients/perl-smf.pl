#!/usr/bin/env perl
# Solaris::SMF of CPAN: wraps svcs, svcadm and svccfg.
use strict;
use warnings;

my $fmri = 'svc:/client/perl:default';

sub fail {
    print "@_\n";
    exit 1;
}

# get_services: every line but those of run control, by the state and the name at its ends.
sub get_services {
    my ($pattern) = @_;
    my %found;
    open my $list, '-|', 'svcs', '-aH' or fail("svcs -aH: $!");
    while (my $line = <$list>) {
        my ($state, $stime, $name) = ($line =~ m/^\s*([^\s*]+)\*?\s+(\S+)\s+((?:svc|lrc):\S+)\s*$/)
            or fail("no line of svcs -aH: $line");
        next if $state eq 'legacy_run';
        $found{$name} = $state if $name =~ $pattern;
    }
    close $list or fail("svcs -aH: $?");
    return \%found;
}

sub status {
    my $out = `svcs -H -o STATE $fmri`;
    fail("svcs: $?") if $? != 0;
    chomp $out;
    return $out;
}

sub svcadm {
    system('svcadm', @_, $fmri) == 0 or fail("svcadm @_: $?");
}

sub await {
    my ($wanted) = @_;
    for (1 .. 600) {
        return if status() eq $wanted;
        select undef, undef, undef, 0.1;
    }
    fail("not $wanted but " . status());
}

sub property_groups {
    my @groups;
    for my $line (split /\n/, `svccfg -s $fmri listpg`) {
        my ($group, $type) = ($line =~ m/^(\S+)\s+(\S+)/) or fail("no line of listpg: $line");
        push @groups, "$group/$type";
    }
    return @groups;
}

await('online');
fail('not among all services') unless (get_services(qr/client\/perl/)->{$fmri} // '') eq 'online';
svcadm('disable', '-t');
await('disabled');
svcadm('enable', '-t');
await('online');
svcadm('disable');
await('disabled');
svcadm('enable');
await('online');
svcadm('refresh');
svcadm('restart');
await('online');
fail('no general/framework') unless grep { $_ eq 'general/framework' } property_groups();
my $value = `svcprop -p general/enabled $fmri`;
fail("general/enabled is $value") unless $value eq "true\n";
print "all steps\n";
